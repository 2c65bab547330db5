package fr.ecluse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class PortalHeadersTest {

    private final PortalHeaders headers =
            new PortalHeaders(List.of("__Host-ecluse", "__Host-ecluse-place", "__Host-ecluse-login"));

    @Test
    void ourCookiesAreTakenOutWhereverTheyStand() {
        assertThat(kept("__Host-ecluse=abc; lang=fr")).isEqualTo("lang=fr");
        assertThat(kept("lang=fr; __Host-ecluse-place=abc")).isEqualTo("lang=fr");
        assertThat(kept("lang=fr; __Host-ecluse-login=x; PHPSESSID=1")).isEqualTo("lang=fr; PHPSESSID=1");
    }

    @Test
    void aRequestWithNothingButOurCookiesHasNoCookieHeader() {
        assertThat(kept("__Host-ecluse=abc")).isNull();
        assertThat(kept("__Host-ecluse=abc;__Host-ecluse-place=def; ")).isNull();
    }

    @Test
    void cookiesOfSeveralLinesBecomeOneLineAsForHttp1() {
        assertThat(kept("a=1; __Host-ecluse=abc", "__Host-ecluse-place=x", "b=2;c=3"))
                .isEqualTo("a=1; b=2; c=3");
    }

    @Test
    void aCookieSentTwiceIsTakenOutTwice() {
        assertThat(kept("__Host-ecluse=1; a=1; __Host-ecluse=2")).isEqualTo("a=1");
    }

    @Test
    void cookiesOfThePortalPassUnchanged() {
        String portal = "my=__Host-ecluse=1; __Host-eclusette=x; quoted=\"a b\"; empty=; base64=YQ==";

        assertThat(kept(portal)).isEqualTo(portal);
    }

    @ParameterizedTest
    @CsvSource({"ecluse-user, true", "ECLUSE-RELEASE, true", "Ecluse-, true", "Ecluse, false", "X-Ecluse-User, false"})
    void whatBeginsWithOurNameIsOurs(String name, boolean own) {
        assertThat(PortalHeaders.isOwn(name)).isEqualTo(own);
    }

    @Test
    void aBodyFollowsWhereALengthOrChunksAreAnnounced() {
        assertThat(PortalHeaders.hasBody(head("Content-Length", "5"))).isTrue();
        assertThat(PortalHeaders.hasBody(head("Transfer-Encoding", "chunked"))).isTrue();
        assertThat(PortalHeaders.hasBody(head("Content-Length", "0"))).isFalse();
        assertThat(PortalHeaders.hasBody(head("Accept", "*/*"))).isFalse();
    }

    @Test
    void aKnownPersonIsIntroducedWithANameThatFitsAHeader() {
        var caller =
                new Visitor("ent.example:8443", new Caller.Identified("Zoé\r\n", "eleve,autre", "pseudo", "e.y.J"));

        assertThat(introduced(caller))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "X-Forwarded-For", "203.0.113.7",
                        "X-Forwarded-Proto", "https",
                        "X-Forwarded-Host", "ent.example:8443",
                        "Ecluse-User", "Zo%C3%A9%0D%0A",
                        "Ecluse-Roles", "eleve,autre",
                        "Ecluse-Session", "pseudo",
                        "Ecluse-Assertion", "e.y.J"));
    }

    @Test
    void nothingUnknownIsSaid() {
        assertThat(introduced(new Visitor("", null))).containsOnlyKeys("X-Forwarded-For", "X-Forwarded-Proto");
        assertThat(introduced(new Visitor("", new Caller.Identified("ines", "eleve", "pseudo", ""))))
                .doesNotContainKey("Ecluse-Assertion")
                .containsEntry("Ecluse-User", "ines");
    }

    @Test
    void everyLineOfConnectionNamesHeadersThatThePortalDoesNotSee() {
        var request = MockServerHttpRequest.get("/")
                .header("Connection", "keep-alive", "X-First, X-Second", "x-third")
                .header("X-First", "1")
                .header("X-Second", "2")
                .header("X-Third", "3")
                .header("Accept", "*/*")
                .header("X-Forwarded-For", "198.51.100.1");

        HttpHeaders portal = headers.forPortal(MockServerWebExchange.from(request), true);

        assertThat(portal.names()).containsExactly("Accept");
    }

    @Test
    void everyLineOfThePortalsConnectionNamesHeadersThatTheVisitorDoesNotSee() {
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        HttpHeaders portal = head("Connection", "keep-alive")
                .add("Connection", "X-First")
                .add("X-First", "1")
                .add("Ecluse-Release", "true")
                .add("ETag", "\"1\"");

        headers.forVisitor(portal, exchange);

        assertThat(exchange.getResponse().getHeaders().headerNames()).containsExactly("ETag");
    }

    private @Nullable String kept(String... lines) {
        return headers.withoutOwnCookies(List.of(lines));
    }

    private static Map<String, String> introduced(Caller caller) {
        Map<String, String> said = new LinkedHashMap<>();
        PortalHeaders.introduce(caller, said::put);
        return said;
    }

    private static HttpHeaders head(String name, String value) {
        return new DefaultHttpHeaders().add(name, value);
    }

    private record Visitor(String host, Caller.@Nullable Identified identified) implements Caller {

        @Override
        public String address() {
            return "203.0.113.7";
        }

        @Override
        public String scheme() {
            return "https";
        }

        @Override
        public List<String> released() {
            return List.of();
        }
    }
}

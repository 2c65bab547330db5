package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.pipeline.Visit.Reader;
import fr.ecluse.gateway.settings.Network;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class VisitReaderTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final String STRANGER = "198.51.100.7";
    private static final String PROXY = "10.0.0.1";

    private final VisitReader plain = new VisitReader(new CookieNames(false), List.of());
    private final VisitReader secure = new VisitReader(new CookieNames(true), List.of());
    private final VisitReader proxied =
            new VisitReader(new CookieNames(true), networks("10.0.0.0/8", "2001:db8:ffff::/48"));

    @Test
    void aBearerTokenCountsBeforeACookie() {
        Visit visit = plain.read(get("/", "Cookie", "ecluse=cookie", "Authorization", "Bearer token")
                .build());
        assertThat(visit.credential()).isEqualTo(new Credential.Bearer("token", "cookie"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer token", "bearer token", "BEARER token", "bEaReR   token  "})
    void theWordBearerIsReadInAnyCase(String authorization) {
        assertThat(plain.read(get("/", "Authorization", authorization).build()).credential())
                .isEqualTo(new Credential.Bearer("token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic aW5lczp4", "Bearer", "Bearertoken", "Negotiate Bearer token", ""})
    void anotherSchemeIsThePortalsBusinessAndTheCookieCounts(String authorization) {
        assertThat(plain.read(get("/", "Authorization", authorization, "Cookie", "ecluse=cookie")
                                .build())
                        .credential())
                .isEqualTo(new Credential.SessionCookie("cookie"));
    }

    @Test
    void eachSchemeHasItsOwnSessionCookieAndNeverTakesTheOthers() {
        String both = "ecluse=plain; __Host-ecluse=secure";
        assertThat(plain.read(get("/", "Cookie", both).build()).credential())
                .isEqualTo(new Credential.SessionCookie("plain"));
        assertThat(secure.read(get("/", "Cookie", both).build()).credential())
                .isEqualTo(new Credential.SessionCookie("secure"));
        assertThat(secure.read(get("/", "Cookie", "ecluse=plain").build()).credential())
                .isNull();
        assertThat(plain.read(get("/", "Cookie", "__Host-ecluse=secure").build())
                        .credential())
                .isNull();
    }

    @Test
    void withoutTokenAndCookieThereIsNoCredentialAndNoTicket() {
        Visit visit = plain.read(get("/").build());
        assertThat(visit.credential()).isNull();
        assertThat(visit.ticket()).isNull();
    }

    @Test
    void theTicketIsReadFromItsHeaderBeforeItsCookie() {
        assertThat(plain.read(get("/", "Cookie", "ecluse-place=cookie").build()).ticket())
                .isEqualTo("cookie");
        assertThat(secure.read(get("/", "Cookie", "__Host-ecluse-place=cookie; ecluse-place=plain")
                                .build())
                        .ticket())
                .isEqualTo("cookie");
        assertThat(plain.read(get("/", "Cookie", "ecluse-place=cookie", "Ecluse-Place", "header")
                                .build())
                        .ticket())
                .isEqualTo("header");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|NAVIGATION",
                "text/html|NAVIGATION",
                "text/html, application/json|NAVIGATION",
                "application/json, text/html|PROGRAM",
                "application/vnd.api+json, text/html|PROGRAM",
                "application/json;q=0.5, text/html|NAVIGATION",
                "text/html;q=0.5, application/json|PROGRAM",
                "text/html; q=0.8, application/problem+json; q=0.8|NAVIGATION",
                "text/html;q=0, */*|PROGRAM",
                "application/json|PROGRAM",
                "*/*|PROGRAM",
                "image/avif,image/webp,*/*;q=0.8|PROGRAM"
            })
    void whoPrefersHtmlIsAPerson(String accept, Reader reader) {
        assertThat(plain.read(get("/", "Accept", accept).build()).reader()).isEqualTo(reader);
        assertThat(plain.read(request(HttpMethod.HEAD, "/", "Accept", accept).build())
                        .reader())
                .isEqualTo(reader);
    }

    @Test
    void whoSaysNothingOfWhatIsAcceptedIsAProgram() {
        assertThat(plain.read(get("/").build()).reader()).isEqualTo(Reader.PROGRAM);
        assertThat(plain.read(get("/", "Sec-Fetch-Mode", "navigate").build()).reader())
                .isEqualTo(Reader.PROGRAM);
    }

    @ParameterizedTest
    @CsvSource({
        "navigate, NAVIGATION",
        "cors, PROGRAM",
        "no-cors, PROGRAM",
        "same-origin, PROGRAM",
        "websocket, PROGRAM"
    })
    void aFetchIsNoNavigationWhateverItAccepts(String mode, Reader reader) {
        assertThat(plain.read(get("/", "Accept", BROWSER, "Sec-Fetch-Mode", mode)
                                .build())
                        .reader())
                .isEqualTo(reader);
    }

    @Test
    void aScriptThatNamesItselfIsAProgram() {
        assertThat(plain.read(get("/", "Accept", BROWSER, "X-Requested-With", "XMLHttpRequest")
                                .build())
                        .reader())
                .isEqualTo(Reader.PROGRAM);
        assertThat(reader(
                        HttpMethod.GET,
                        "Accept",
                        BROWSER,
                        "Sec-Fetch-Mode",
                        "navigate",
                        "X-Requested-With",
                        "XMLHttpRequest"))
                .isEqualTo(Reader.PROGRAM);
    }

    @Test
    void aPageOpenedInAnAppIsANavigationAlthoughItsWebViewNamesTheApp() {
        assertThat(reader(
                        HttpMethod.GET,
                        "Accept",
                        BROWSER,
                        "Sec-Fetch-Mode",
                        "navigate",
                        "X-Requested-With",
                        "org.example.ent"))
                .isEqualTo(Reader.NAVIGATION);
    }

    @ParameterizedTest
    @CsvSource({"iframe, FRAME", "frame, FRAME", "document, NAVIGATION", "embed, NAVIGATION"})
    void aNavigationInsideAFrameIsKnownAsSuch(String destination, Reader reader) {
        assertThat(plain.read(get("/", "Accept", BROWSER, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", destination)
                                .build())
                        .reader())
                .isEqualTo(reader);
    }

    @Test
    void aPostIsAFormOnlyIfTheBrowserNavigatesWithItAndWantsAPage() {
        assertThat(reader(HttpMethod.POST, "Accept", BROWSER, "Sec-Fetch-Mode", "navigate"))
                .isEqualTo(Reader.FORM);
        assertThat(reader(HttpMethod.POST, "Accept", BROWSER)).isEqualTo(Reader.PROGRAM);
        assertThat(reader(HttpMethod.POST, "Accept", BROWSER, "Sec-Fetch-Mode", "cors"))
                .isEqualTo(Reader.PROGRAM);
        assertThat(reader(HttpMethod.POST, "Accept", "application/json", "Sec-Fetch-Mode", "navigate"))
                .isEqualTo(Reader.PROGRAM);
        for (HttpMethod other : List.of(HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.PATCH, HttpMethod.OPTIONS)) {
            assertThat(reader(other, "Accept", BROWSER, "Sec-Fetch-Mode", "navigate"))
                    .as(other.name())
                    .isEqualTo(Reader.PROGRAM);
        }
    }

    @Test
    void theTargetIsWhatWasSent() {
        URI sent = URI.create("/cahier%20de%20texte/%C3%A9l%C3%A8ve?jour=mardi&q=a%26b");
        assertThat(plain.read(MockServerHttpRequest.method(HttpMethod.GET, sent).build())
                        .origin()
                        .target())
                .isEqualTo(sent.toString());
        assertThat(plain.read(get("/notes").build()).origin().target()).isEqualTo("/notes");
    }

    @Test
    void withoutTrustedProxiesNothingForwardedIsBelieved() {
        Visit.Origin origin = plain.read(from(PROXY).build()).origin();
        assertThat(origin.client().getHostAddress()).isEqualTo(PROXY);
        assertThat(origin.secure()).isFalse();
        assertThat(origin.host()).isEqualTo("inside.example");
    }

    @Test
    void whatAnUntrustedPeerForwardsIsIgnored() {
        Visit.Origin origin = proxied.read(from(STRANGER).build()).origin();
        assertThat(origin.client().getHostAddress()).isEqualTo(STRANGER);
        assertThat(origin.secure()).isFalse();
        assertThat(origin.host()).isEqualTo("inside.example");
    }

    @Test
    void aTrustedProxySaysWhoCameHowAndToWhichHost() {
        Visit.Origin origin = proxied.read(from(PROXY).build()).origin();
        assertThat(origin.client().getHostAddress()).isEqualTo("203.0.113.9");
        assertThat(origin.secure()).isTrue();
        assertThat(origin.host()).isEqualTo("ent.example.fr");
    }

    @Test
    void aTrustedProxyThatSaysNothingIsTheClient() {
        Visit.Origin origin =
                proxied.read(peer(get("/", "Host", "inside.example"), PROXY)).origin();
        assertThat(origin.client().getHostAddress()).isEqualTo(PROXY);
        assertThat(origin.secure()).isFalse();
        assertThat(origin.host()).isEqualTo("inside.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9|203.0.113.9",
                "203.0.113.9, 10.0.0.2|203.0.113.9",
                "203.0.113.9,10.0.0.3,10.0.0.2|203.0.113.9",
                // whoever came could write what they liked to the left of the address that our proxy saw
                "192.0.2.1, 203.0.113.9|203.0.113.9",
                "10.0.0.9, 203.0.113.9, 10.0.0.2|203.0.113.9",
                "2001:db8::7|2001:db8:0:0:0:0:0:7",
                "2001:db8::7, 2001:db8:ffff::1|2001:db8:0:0:0:0:0:7",
                // everybody in between is ours: the farthest one counts
                "10.0.0.3, 10.0.0.2|10.0.0.3",
                // what is no address ends the chain, and is never looked up as a name
                "unknown|10.0.0.1",
                "203.0.113.9, evil.example, 10.0.0.2|10.0.0.2",
                "203.0.113.9, 10.0.0.2:4711|10.0.0.1",
                "203.0.113.999|10.0.0.1",
                // an empty element of a list says nothing (RFC 9110 §5.6.1)
                "203.0.113.9,|203.0.113.9"
            })
    void theClientIsTheRightmostHopThatNoProxyOfOursHas(String forwardedFor, String client) {
        assertThat(clientOf(forwardedFor)).isEqualTo(client);
    }

    @Test
    void aProxyThatAddsALineOfItsOwnIsBelievedBeforeTheVisitorsLine() {
        assertThat(clientOf("192.0.2.1", "203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(clientOf("192.0.2.1", "203.0.113.9", "10.0.0.2")).isEqualTo("203.0.113.9");
        assertThat(clientOf("\"192.0.2.1", "203.0.113.9")).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @CsvSource({"https, true", "HTTPS, true", "' https ', true", "http, false", "wss, false"})
    void theSchemeIsTheOneThatTheProxyNames(String proto, boolean secure) {
        assertThat(proxied.read(peer(get("/", "X-Forwarded-Proto", proto), PROXY))
                        .origin()
                        .secure())
                .isEqualTo(secure);
    }

    private String clientOf(String... forwardedForLines) {
        MockServerHttpRequest.BaseBuilder<?> request = get("/").header("X-Forwarded-For", forwardedForLines);
        return proxied.read(peer(request, PROXY)).origin().client().getHostAddress();
    }

    private Reader reader(HttpMethod method, String... headers) {
        return plain.read(request(method, "/", headers).build()).reader();
    }

    /** A request whose every forwarded header says something else than the connection. */
    private static MockServerHttpRequest.BaseBuilder<?> from(String peer) {
        return get(
                        "/",
                        "Host",
                        "inside.example",
                        "X-Forwarded-For",
                        "203.0.113.9",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "ent.example.fr")
                .remoteAddress(new InetSocketAddress(peer, 50_000));
    }

    private static MockServerHttpRequest peer(MockServerHttpRequest.BaseBuilder<?> request, String peer) {
        return request.remoteAddress(new InetSocketAddress(peer, 50_000)).build();
    }

    private static MockServerHttpRequest.BaseBuilder<?> get(String path, String... headers) {
        return request(HttpMethod.GET, path, headers);
    }

    private static MockServerHttpRequest.BaseBuilder<?> request(HttpMethod method, String path, String... headers) {
        MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.method(method, URI.create(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private static List<Network> networks(String... texts) {
        return Stream.of(texts)
                .map(text -> Objects.requireNonNull(Network.parse(text)))
                .toList();
    }
}

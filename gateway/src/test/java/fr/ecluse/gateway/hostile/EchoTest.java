package fr.ecluse.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a visitor says comes back as a path of this site or as text, never as a header, a script or another site. */
class EchoTest {

    private static BytePortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new BytePortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal.uri(),
                issuer,
                policy,
                "ecluse.public-url=http://ent.example.fr",
                "ecluse.identity.cas.url=http://cas.example.fr/cas",
                "ecluse.school-networks[0]=127.0.0.0/8");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    private static final List<String> ELSEWHERE = List.of(
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "http://evil.example",
            "https:evil.example",
            "HTTP://evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "evil.example",
            "@evil.example",
            "/ \r\nX-Injected: 1",
            "/\r\nX-Injected: 1\r\n\r\n<script>",
            "/\u00c4\u008d\u00c4\u008aX-Injected: 1",
            "/\u560d\u560aX-Injected: 1",
            "/\0",
            "/\"><script>alert(1)</script>",
            "");

    static Stream<Arguments> wherePeopleAreSentBack() {
        return ELSEWHERE.stream()
                .map(path -> URLEncoder.encode(path, StandardCharsets.UTF_8))
                .flatMap(path -> Stream.of(
                        "/.ecluse/language?to=fr&return=" + path,
                        "/.ecluse/language?return=" + path + "&to=" + path,
                        "/.ecluse/login?return=" + path,
                        "/.ecluse/login?with=cas&return=" + path,
                        "/.ecluse/login?with=" + path,
                        "/.ecluse/callback/cas?ticket=ST-1&login=" + path + "&service=" + path,
                        "/.ecluse/logout?return=" + path + "&service=" + path + "&post_logout_redirect_uri=" + path,
                        "/.ecluse/place?ticket=" + path,
                        "/" + path))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource
    void wherePeopleAreSentBack(String target) {
        for (String accept : new String[] {"text/html", "application/json"}) {
            check(ByteClient.exchange(
                    gateway.port(),
                    "GET " + target + " HTTP/1.1\r\nHost: ent.example.fr\r\nAccept: " + accept
                            + "\r\nConnection: close\r\n\r\n"));
        }
    }

    static Stream<Arguments> headersThatAreReadAndAnswered() {
        return Stream.of(
                        "Ecluse-Place",
                        "Cookie: ecluse",
                        "Cookie: ecluse-place",
                        "Cookie: ecluse-language",
                        "Cookie: ecluse-attempts",
                        "Cookie: ecluse-login",
                        "Accept-Language",
                        "Authorization: Bearer",
                        "X-Forwarded-Host",
                        "X-Forwarded-Proto",
                        "Referer: http://ent.example.fr",
                        "Origin",
                        "If-None-Match")
                .flatMap(name -> Stream.of(
                                "%0d%0aX-Injected:%201",
                                "\"><script>alert(1)</script>", "\u00e9\u00ff", "//evil.example")
                        .map(value ->
                                name + (name.startsWith("Cookie") ? "=" : name.contains(":") ? " " : ": ") + value))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource
    void headersThatAreReadAndAnswered(String header) {
        for (String path : new String[] {"/cahier", "/.ecluse/place", "/.ecluse/login", "/.ecluse/language?to=ar"}) {
            check(ByteClient.exchange(
                    gateway.port(),
                    "GET " + path + " HTTP/1.1\r\nHost: ent.example.fr\r\nAccept: text/html\r\n" + header
                            + "\r\nConnection: close\r\n\r\n"));
        }
    }

    private static void check(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 ");
        int end = answer.indexOf("\r\n\r\n");
        String head = answer.substring(0, end);
        assertThat(head.replace("\r\n", ""))
                .as("line ends of the protocol alone")
                .doesNotContain("\r", "\n");
        for (String line : head.split("\r\n")) {
            String lower = line.toLowerCase(Locale.ROOT);
            assertThat(lower).doesNotStartWith("x-injected");
            if (lower.startsWith("location:")) {
                String to = line.substring("location:".length()).strip();
                assertThat(to).matches("/|/[!-.0-\\[\\]-~][!-\\[\\]-~]*|http://(cas|ent)\\.example\\.fr/[!-~]*");
            }
        }
        assertThat(answer.substring(end)).doesNotContain("<script>alert", "href=\"//evil", "href=\"javascript:");
    }
}

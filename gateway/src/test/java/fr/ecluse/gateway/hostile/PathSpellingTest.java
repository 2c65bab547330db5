package fr.ecluse.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.hostile.BytePortal.Request;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No spelling of a path that a portal could take for {@code /prive} or {@code /libre/prive} reaches it without a login, though
 * everything beside them is public; and what the portal gets is the path that was judged.
 */
class PathSpellingTest {

    private static final int SPELLINGS = 500;

    private static final List<String> STARTS = List.of(
            "/prive/x", "/prive", "/libre/prive/x", "/libre/a", "/libre/../prive/x", "/libre/prive", "/a/b", "/");

    private static final List<String> PIECES = List.of(
            "/",
            "//",
            "/./",
            "/../",
            "/..;/",
            "..",
            ".",
            "%2e",
            "%2E%2e",
            "%2f",
            "%2F",
            "%5c",
            "\\",
            ";",
            ";x=y",
            ";jsessionid=1",
            "%3b",
            "%00",
            "%0a",
            "%09",
            "%20",
            "%25",
            "%252e",
            "%252f",
            "%3f",
            "?",
            "?/../prive",
            "#",
            "%23",
            "%c0%ae",
            "%c0%af",
            "%e0%80%af",
            "%c1%9c",
            "\u00c0\u00af",
            "%ef%bc%8f",
            "%ef%bc%8e",
            "%e2%80%a5",
            "%ef%bc%b0",
            "%u002e",
            "%",
            "+",
            " ",
            "\t",
            "prive",
            "PRIVE",
            "libre",
            "%70",
            "%50",
            "x",
            "%c3%a9",
            "%cc%81",
            "http://x",
            "@",
            ":",
            "::$DATA",
            "~1",
            "&",
            "=");

    private static BytePortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new BytePortal();
        issuer = new TrialIssuer();
        String routes = "spring.cloud.gateway.server.webflux.routes";
        gateway = TrialGateway.start(
                portal.uri(),
                issuer,
                policy,
                "ecluse.school-networks[0]=127.0.0.0/8",
                routes + "[1].id=prive",
                routes + "[1].uri=" + portal.uri(),
                routes + "[1].predicates[0]=Path=/prive,/prive/**,/libre/prive,/libre/prive/**,/Eleves/{who}",
                routes + "[1].order=1",
                routes + "[2].id=depot",
                routes + "[2].uri=" + portal.uri(),
                routes + "[2].predicates[0]=Path=/depot/**",
                routes + "[2].predicates[1]=Method=POST",
                routes + "[2].order=2",
                routes + "[3].id=libre",
                routes + "[3].uri=" + portal.uri(),
                routes + "[3].predicates[0]=Path=/**",
                routes + "[3].metadata.access=public",
                routes + "[3].order=3");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void forget() {
        portal.take();
    }

    @Test
    void noSpellingOfAClosedPathReachesThePortalAsPublic() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int passed = 0;
        for (int i = 0; i < SPELLINGS; i++) {
            String target = spelling(random);
            ByteClient.exchange(gateway.port(), request(target, ""));
            for (Request seen : portal.take()) {
                passed++;
                assertThat(LoosePortal.readings(seen.target()))
                        .as("%s was let through as public, seed %d", target, seed)
                        .noneMatch(path -> path.matches("/(libre/)?prive(/.*)?"));
                assertThat(LoosePortal.readings(seen.target()))
                        .as("%s is what was judged, seed %d", target, seed)
                        .isEqualTo(LoosePortal.readings(target.strip().replaceFirst("(?i)^https?://x(?=/)", "")));
            }
            assertThat(portal.faults()).as("%s, seed %d", target, seed).isEmpty();
        }
        assertThat(passed).as("some of them are harmless, seed %d", seed).isGreaterThan(SPELLINGS / 50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/PRIVE",
                "/Prive/x",
                "/prive/",
                "/%50rive/x",
                "/prive./x",
                "/prive%20/x",
                "/%ef%bc%b0rive",
                "/libre/pRIVE/x",
                "/eleves/ines",
                "/ELEVES/ines",
                "/libre//prive/x",
                "/a//b/c//?d=//e",
                "/Depot/x"
            })
    void aNameThatSomePortalsTakeForAClosedOneIsClosed(String path) {
        assertThat(ByteClient.exchange(gateway.port(), request(path, ""))).startsWith("HTTP/1.1 401 ");
        assertThat(portal.take()).isEmpty();

        String ines = issuer.token("ines", "National_ELV", Instant.now());
        assertThat(ByteClient.exchange(gateway.port(), request(path, "Authorization: Bearer " + ines + "\r\n")))
                .startsWith("HTTP/1.1 200 ");
        assertThat(portal.take()).extracting(Request::target).as("as it came").containsExactly(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/libre/a",
                "/Libre/A",
                "/privee",
                "/libre/%C3%A9l%C3%A8ve",
                "/depot/x",
                "/eleves/ines/notes",
                "/eleves",
                "/a.b/c",
                "/libre/a%20b",
                "/libre/a?x=/../prive",
                "/libre/a?x[]=%2e%2e&y=a+b"
            })
    void whatIsNoneOfThemStaysPublicAndKeepsItsSpelling(String path) {
        assertThat(ByteClient.exchange(gateway.port(), request(path, ""))).startsWith("HTTP/1.1 200 ");
        assertThat(portal.take())
                .extracting(Request::target)
                .containsExactly(path.replace("[", "%5B").replace("]", "%5D"));
    }

    private static String request(String target, String header) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + header + "Connection: close\r\n\r\n";
    }

    private static String spelling(Random random) {
        StringBuilder path = new StringBuilder(STARTS.get(random.nextInt(STARTS.size())));
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            int at = random.nextInt(path.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> path.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> path.append(PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> respell(path, at, random, false);
                default -> respell(path, at, random, true);
            }
        }
        return new String(path.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
    }

    private static void respell(StringBuilder path, int at, Random random, boolean encode) {
        if (at == path.length() || path.charAt(at) >= 0x80) {
            return;
        }
        char c = path.charAt(at);
        String other = encode
                ? String.format(random.nextBoolean() ? "%%%02x" : "%%%02X", (int) c)
                : String.valueOf(Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c));
        path.replace(at, at + 1, other);
    }
}

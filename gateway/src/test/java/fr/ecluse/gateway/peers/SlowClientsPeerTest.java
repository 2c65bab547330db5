package fr.ecluse.gateway.peers;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The attacks of slowhttptest (Debian's) on a gateway while pupils work, who notice nothing. */
class SlowClientsPeerTest {

    private static final int PUPILS = 20;

    /** More than the gateway has connections to the portal, so that those alone would starve everybody. */
    private static final int SLOW = 1_200;

    @TempDir
    Path folder;

    private final TrialPortal portal = new TrialPortal();
    private final TrialIssuer issuer = new TrialIssuer();
    private TrialGateway gateway;

    enum Attack {
        HEADERS_THAT_NEVER_END("/accueil", "-H", "-i", "2", "-x", "24"),
        BODIES_THAT_NEVER_END("/upload", "-B", "-i", "2", "-x", "10", "-s", "8192"),
        PAGES_READ_A_FEW_BYTES_AT_A_TIME("/large", "-X", "-n", "2", "-w", "512", "-y", "1024", "-z", "32", "-k", "3"),
        RANGES_WITHOUT_NUMBER("/large", "-R", "-a", "5", "-b", "3000");

        private final String path;
        private final List<String> options;

        Attack(String path, String... options) {
            this.path = path;
            this.options = List.of(options);
        }
    }

    @BeforeEach
    void start() throws IOException {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 100}\n");
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "spring.cloud.gateway.server.webflux.routes[1].id=ouvert",
                "spring.cloud.gateway.server.webflux.routes[1].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/large,/upload",
                "spring.cloud.gateway.server.webflux.routes[1].metadata.access=public");
    }

    @AfterEach
    void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @ParameterizedTest
    @EnumSource
    void pupilsWhoAreSeatedNoticeNothing(Attack attack) throws Exception {
        List<String> tokens = new ArrayList<>();
        for (int pupil = 0; pupil < PUPILS; pupil++) {
            tokens.add(issuer.token("eleve-" + pupil, "National_ELV", Instant.now()));
            assertThat(gateway.getAs(tokens.get(pupil), "/cahier").statusCode()).isEqualTo(200);
        }
        AtomicInteger pages = new AtomicInteger();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        ExecutorService desks = Executors.newFixedThreadPool(PUPILS);

        Path log = folder.resolve("slowhttptest.log");
        Process attacker = attack(attack, log);
        try {
            List<Future<?>> working = new ArrayList<>();
            for (String token : tokens) {
                working.add(desks.submit(() -> work(token, attacker, pages, failures)));
            }
            for (Future<?> pupil : working) {
                pupil.get(3, TimeUnit.MINUTES);
            }
        } finally {
            attacker.destroyForcibly();
            desks.shutdownNow();
        }

        assertThat(failures).as("what pupils met instead of their page").isEmpty();
        assertThat(pages.get()).isGreaterThan(PUPILS);
        assertThat(Files.readString(log, StandardCharsets.UTF_8))
                .as("what slowhttptest did")
                .contains("slow HTTP test status");
    }

    private Process attack(Attack attack, Path log) throws IOException {
        // ignoring the signal that the first reset of a connection would end it with
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' PIPE; exec \"$@\"", "sh"));
        command.addAll(List.of("slowhttptest", "-c", "" + SLOW, "-r", "300", "-l", "20", "-p", "5"));
        command.addAll(List.of("-u", gateway.uri() + attack.path));
        command.addAll(attack.options);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** One page after the other, as long as the attack lasts. */
    private void work(String token, Process attacker, AtomicInteger pages, Queue<String> failures) {
        while (attacker.isAlive() && failures.isEmpty()) {
            try {
                HttpResponse<String> answer = gateway.getAs(token, "/cahier");
                if (answer.statusCode() == 200) {
                    pages.incrementAndGet();
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (AssertionError | RuntimeException e) {
                failures.add(e.toString() + Arrays.toString(e.getStackTrace()));
            }
        }
    }
}

package fr.ecluse.gateway.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs in the demo: identity provider, portal, crowd, and the gateway in front. Closing it stops them all
 * and removes the policy file; closing it twice is harmless.
 */
final class Demo implements AutoCloseable {

    private static final int PREFERRED_PORTAL_PORT = 9000;
    private static final int PREFERRED_ISSUER_PORT = 9001;
    private static final int TOKEN_BYTES = 18;

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Clock clock;
    private final DemoSettings settings;
    private final Optional<Crowd> crowd;

    /**
     * What was asked for.
     *
     * @param at where the clock starts; null: the real time
     * @param crowd how many pupils come each time; empty: no crowd
     */
    record Options(int port, int adminPort, @Nullable Instant at, OptionalInt crowd) {}

    /**
     * Starts everything, the gateway last.
     *
     * @throws GatewayDownException if the gateway could not start, and has said why
     * @throws RuntimeException whatever else kept the gateway from starting; nothing runs any more then
     */
    Demo(Options options, GatewayStart gateway) throws IOException {
        try {
            clock = clock(options.at());
            DemoServer issuer = closing(DemoServer.bind("demo-idp", PREFERRED_ISSUER_PORT));
            DemoServer portal = closing(DemoServer.bind("demo-portal", PREFERRED_PORTAL_PORT));
            DemoClient client = new DemoClient(
                    "ent",
                    secret(),
                    List.of(
                            URI.create("http://localhost:" + options.port()),
                            URI.create("http://" + DemoServer.ADDRESS + ":" + options.port())));
            DemoIdentityProvider provider = new DemoIdentityProvider(issuer.address(), client, clock);
            URI direct = client.publicUrls().get(1);
            crowd = options.crowd().isEmpty()
                    ? Optional.empty()
                    : Optional.of(closing(new Crowd(
                            direct,
                            provider.tokens(),
                            Crowd.Tempo.OF_THE_DEMO,
                            options.crowd().getAsInt())));
            issuer.start(provider);
            portal.start(new DemoPortal(client.publicUrls().get(0), new CrowdPage(crowd)));
            settings = new DemoSettings(
                    options.port(),
                    options.adminPort(),
                    issuer.address(),
                    portal.address(),
                    client,
                    writePolicy(),
                    secret(),
                    options.at() == null ? null : clock.instant());
            AutoCloseable started = gateway.start(settings.arguments());
            if (started == null) {
                throw new GatewayDownException();
            }
            closing(started);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    DemoSettings settings() {
        return settings;
    }

    /** The time of the demo, which the gateway shares. */
    Clock clock() {
        return clock;
    }

    Optional<Crowd> crowd() {
        return crowd;
    }

    private static Clock clock(@Nullable Instant at) {
        Clock real = Clock.system(DemoSettings.ZONE);
        return at == null ? real : Clock.offset(real, Duration.between(real.instant(), at));
    }

    private Path writePolicy() throws IOException {
        Path folder = Files.createTempDirectory("ecluse-demo-");
        Path policy = folder.resolve("policy.yaml");
        closing(() -> delete(folder));
        Files.writeString(policy, Page.resource("policy.yaml"), StandardCharsets.UTF_8);
        return policy;
    }

    /** With what an editor may have left beside the policy. */
    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    private static String secret() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private <T extends AutoCloseable> T closing(T part) {
        synchronized (running) {
            running.push(part);
        }
        return part;
    }

    /** In the reverse order of the start; a part that fails to stop keeps no other from stopping. */
    @Override
    public void close() {
        List<Exception> failures = new ArrayList<>();
        synchronized (running) {
            while (!running.isEmpty()) {
                try {
                    running.pop().close();
                } catch (Exception e) {
                    failures.add(e);
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("not everything stopped", failures.get(0));
        }
    }
}

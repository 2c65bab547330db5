package fr.ecluse.bench.micro;

import fr.ecluse.gateway.identity.Credential.SessionCookie;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.identity.Identities;
import fr.ecluse.gateway.identity.Identities.Ent;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.identity.SessionCookies;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Identity.Login;
import fr.ecluse.gateway.settings.Settings.Roles;
import fr.ecluse.gateway.settings.Settings.Roles.Preset;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The first request that a session makes at a node: its cookie is decrypted, read and remembered. Every cookie is opened once,
 * then all are forgotten outside of the time that counts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SessionCookieBenchmark {

    private static final int PEOPLE = 10_000;

    private Identities identities;
    private Identifier identifier;
    private List<SessionCookie> sealed;

    @Setup
    public void logIn() {
        identities = Identities.of(
                new Settings.Identity(
                        List.of(), null, null, Login.OIDC, new Roles(Set.of(Preset.values()), List.of()), null),
                Keyring.random(),
                Clock.systemUTC(),
                new Ent("bench", "http://localhost", role -> true, () -> Duration.ofHours(12)),
                IdentityListener.NONE);
        identifier = identities.identifier();
        SessionCookies cookies = identities.cookies();
        Instant ends = Instant.now().plus(Duration.ofHours(12));
        sealed = IntStream.range(0, PEOPLE)
                .mapToObj(number -> new Person(
                        Crowd.person(number),
                        "pupil-" + number + "@ent.example.fr",
                        List.of(Role.ELEVE),
                        cookies.newSession(),
                        ends))
                .map(person -> new SessionCookie(cookies.seal(person, Protocol.CAS)))
                .toList();
    }

    @TearDown
    public void close() {
        identities.close();
    }

    /** Takes a few milliseconds, before an invocation of some hundred: JMH's doubts about this level do not apply. */
    @Setup(Level.Invocation)
    public void forget() {
        identities.rolesChanged();
    }

    @Benchmark
    @OperationsPerInvocation(PEOPLE)
    public void first(Blackhole read) {
        for (SessionCookie cookie : sealed) {
            Identification opened = identifier.known(cookie);
            if (!(opened instanceof Identification.Authenticated)) {
                throw new IllegalStateException("not opened: " + opened);
            }
            read.consume(opened);
        }
    }
}

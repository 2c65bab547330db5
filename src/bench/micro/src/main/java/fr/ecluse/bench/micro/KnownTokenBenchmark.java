package fr.ecluse.bench.micro;

import fr.ecluse.bench.Tokens;
import fr.ecluse.gateway.identity.Credential.Bearer;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.identity.Identities;
import fr.ecluse.gateway.identity.Identities.Ent;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Identity.Login;
import fr.ecluse.gateway.settings.Settings.Roles;
import fr.ecluse.gateway.settings.Settings.Roles.Preset;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The token of a request by somebody known: one digest, one look-up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class KnownTokenBenchmark {

    private static final int PEOPLE = 2_000;

    private Tokens tokens;
    private Identities identities;
    private Identifier identifier;
    private int next;

    @Setup
    public void verifyAll() throws IOException, GeneralSecurityException {
        tokens = new Tokens(PEOPLE);
        Settings.Bearer bearer = new Settings.Bearer(tokens.issuer(), tokens.jwksUri(), "ent", Set.of("RS256"));
        identities = Identities.of(
                new Settings.Identity(
                        List.of(bearer), null, null, Login.OIDC, new Roles(Set.of(Preset.values()), List.of()), null),
                Keyring.random(),
                Clock.systemUTC(),
                new Ent("bench", "http://localhost", role -> true, () -> Duration.ofHours(1)),
                IdentityListener.NONE);
        identifier = identities.identifier();
        for (String token : tokens.all()) {
            Identification outcome = identifier.identify(new Bearer(token)).block();
            if (!(outcome instanceof Identification.Authenticated)) {
                throw new IllegalStateException("not verified: " + outcome);
            }
        }
    }

    @TearDown
    public void close() {
        identities.close();
        tokens.close();
    }

    @Benchmark
    public Identification known() {
        next = (next + 1) % PEOPLE;
        Identification known = identifier.known(new Bearer(tokens.all().get(next)));
        if (known == null) {
            throw new IllegalStateException("forgot person " + next);
        }
        return known;
    }
}

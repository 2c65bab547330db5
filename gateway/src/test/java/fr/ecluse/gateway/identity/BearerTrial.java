package fr.ecluse.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.trial.MovableClock;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Bearer tokens before an issuer on the loopback, on clocks that stand still. */
abstract class BearerTrial {

    final MovableClock clock = new MovableClock();
    final MovedTicker ticker = new MovedTicker();
    final TestIssuer issuer = new TestIssuer(clock);
    final ProviderClient client = new ProviderClient(LoopbackServer.PATIENCE);
    final Keyring keyring = Keyring.random();
    final Remembered remembered = new Remembered(1_000, clock);
    final Scheduler scheduler = Schedulers.newBoundedElastic(2, 1_000, "test", 60, true);
    final BearerTokens tokens = tokens(scheduler, Set.of());

    @AfterEach
    void close() {
        issuer.close();
        client.close();
        scheduler.dispose();
    }

    BearerTokens tokens(Scheduler verification, Set<String> algorithms) {
        return tokens(client, verification, algorithms);
    }

    BearerTokens tokens(ProviderClient client, Scheduler verification, Set<String> algorithms) {
        URI address = issuer.server.uri(TestIssuer.KEYS);
        PublishedKeys keys = new PublishedKeys(issuer.name(), Mono.just(address), client, ticker);
        Profiles profiles =
                new Profiles(new Settings.Roles(EnumSet.allOf(Settings.Roles.Preset.class), List.of()), role -> true);
        return new BearerTokens(
                List.of(new TokenVerifier.Terms(issuer.name(), TestIssuer.AUDIENCE, algorithms, keys)),
                new TokenVerifier(verification, clock),
                new People(keyring, null, profiles, IdentityListener.NONE),
                remembered,
                new Refusals(clock),
                null);
    }

    Identification ask(String token) {
        return identify(tokens, token);
    }

    static Identification identify(BearerTokens tokens, String token) {
        return tokens.identify(token).block(Duration.ofMinutes(3));
    }

    String signed(JWSHeader.Builder header, RSAKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(header.build(), issuer.claims(claims -> claims));
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}

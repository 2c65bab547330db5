package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The parsers of this package that read what anybody may send, for the fuzzing of all such parsers together. */
public final class IdentityTargets implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MovableClock clock = new MovableClock();
    private final TestIssuer issuer = new TestIssuer(clock);
    private final ProviderClient client = new ProviderClient(LoopbackServer.PATIENCE);
    private final Sealer sealer = SessionCookies.sealer(Keyring.random(), "ent");
    private final SessionCookies cookies = new SessionCookies(sealer, role -> true, new Remembered(1, clock), clock);
    private final TokenVerifier verifier = new TokenVerifier(Schedulers.immediate(), clock);
    private final List<TokenVerifier.Terms> terms = List.of(new TokenVerifier.Terms(
            issuer.name(),
            TestIssuer.AUDIENCE,
            Set.of(),
            new PublishedKeys(
                    issuer.name(), Mono.just(issuer.server.uri(TestIssuer.KEYS)), client, new MovedTicker())));

    /** One that opens. */
    public String cookie() {
        Person ines = new Person(
                Keyring.random().pseudonym("ines"),
                "ines",
                List.of(Role.ELEVE),
                cookies.newSession(),
                clock.instant().plus(Duration.ofHours(8)));
        return cookies.seal(ines, Protocol.CAS);
    }

    public boolean opensCookie(String text) {
        cookies.protocol(text);
        return cookies.open(text) instanceof Authenticated;
    }

    /** One that is believed. */
    public String token() {
        return issuer.token();
    }

    public boolean believesToken(String text) {
        TokenVerifier.claimedIssuer(text);
        return Boolean.TRUE.equals(verifier.verify(text, terms)
                .map(claims -> true)
                .onErrorReturn(TokenRefusedException.class, false)
                .block(PATIENCE));
    }

    /** Whether the text is a CAS server's word for a login. */
    public boolean entersByCas(String text) {
        try {
            return CasAnswer.read(text) instanceof CasAnswer.Success;
        } catch (ProviderException refused) {
            return false;
        }
    }

    /** Whether the text ends some session by its ticket. */
    public boolean endsByCas(String text) {
        try {
            CasLogoutRequest.ticket(text);
            return true;
        } catch (TokenRefusedException refused) {
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
        issuer.close();
    }
}

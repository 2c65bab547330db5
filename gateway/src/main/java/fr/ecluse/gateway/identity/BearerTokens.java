package fr.ecluse.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Rejected;
import fr.ecluse.gateway.identity.Identification.Undecidable;
import fr.ecluse.gateway.identity.TokenVerifier.Terms;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Who a bearer token names: remembered, or verified off the event loop. Thread-safe; never blocks. */
final class BearerTokens {

    /** How many tokens may be under way at once, waiting for keys included. */
    static final int UNDER_WAY = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);
    private static final Rejected TOO_LARGE = new Rejected("too-large");

    private final List<Terms> accepted;
    private final TokenVerifier verifier;
    private final People people;
    private final Remembered remembered;
    private final Semaphore places = new Semaphore(UNDER_WAY);

    BearerTokens(List<Terms> accepted, TokenVerifier verifier, People people, Remembered remembered) {
        this.accepted = List.copyOf(accepted);
        this.verifier = verifier;
        this.people = people;
        this.remembered = remembered;
    }

    @Nullable
    Identification known(String token) {
        return token.length() > TokenVerifier.LONGEST ? TOO_LARGE : remembered.get(Digest.of(token));
    }

    Mono<Identification> identify(String token) {
        return Mono.defer(() -> {
            if (token.length() > TokenVerifier.LONGEST) {
                return Mono.just(TOO_LARGE);
            }
            if (!places.tryAcquire()) {
                return Mono.just(new Undecidable("busy"));
            }
            int generation = remembered.generation();
            return verifier.verify(token, accepted)
                    .map(claims -> remember(token, claims, generation))
                    .onErrorResume(error -> Mono.just(outcome(error)))
                    .doFinally(signal -> places.release());
        });
    }

    private Identification remember(String token, JWTClaimsSet claims, int generation) {
        Person person = people.person(
                claims.getIssuer(),
                claims.getSubject(),
                Attributes.of(claims.getClaims()),
                null,
                claims.getExpirationTime().toInstant());
        Authenticated authenticated = new Authenticated(person);
        remembered.put(Digest.of(token), authenticated, generation);
        return authenticated;
    }

    private static Identification outcome(Throwable error) {
        if (error instanceof TokenRefusedException refused) {
            return new Rejected(refused.reason());
        }
        if (error instanceof RejectedExecutionException) {
            return new Undecidable("busy");
        }
        LOG.debug("event=token-undecidable cause=\"{}\"", error.getMessage());
        return new Undecidable("no-keys");
    }
}

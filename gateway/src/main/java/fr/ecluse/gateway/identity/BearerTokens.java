package fr.ecluse.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Foreign;
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

/**
 * Who a bearer token names: remembered, or verified off the event loop, or asked about if it is not from an issuer whose keys
 * are known. Thread-safe; never blocks.
 */
final class BearerTokens {

    /** How many tokens may be under way at once, waiting for keys included. */
    static final int UNDER_WAY = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);
    private static final Rejected TOO_LARGE = new Rejected("too-large");

    private final List<Terms> accepted;
    private final TokenVerifier verifier;
    private final People people;
    private final Remembered remembered;
    private final Refusals refusals;
    private final @Nullable OpaqueTokens opaque;
    private final Semaphore places = new Semaphore(UNDER_WAY);

    /** @param opaque null if no provider can be asked about tokens */
    BearerTokens(
            List<Terms> accepted,
            TokenVerifier verifier,
            People people,
            Remembered remembered,
            Refusals refusals,
            @Nullable OpaqueTokens opaque) {
        this.accepted = List.copyOf(accepted);
        this.verifier = verifier;
        this.people = people;
        this.remembered = remembered;
        this.refusals = refusals;
        this.opaque = opaque;
    }

    @Nullable
    Identification known(String token) {
        if (token.length() > TokenVerifier.LONGEST) {
            return TOO_LARGE;
        }
        Digest digest = Digest.of(token);
        Authenticated known = remembered.get(digest);
        if (known == null && opaque != null) {
            known = opaque.known(token, digest);
        }
        return known != null ? known : refusals.get(digest);
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
                    .doFinally(
                            signal -> places.release()) // a slow provider must not hold those up whose keys are known
                    .onErrorResume(error -> notVerified(token, error));
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

    /** Wrong if it says that it is from an issuer of ours, else a matter for introspection, else nobody's. */
    private Mono<Identification> notVerified(String token, Throwable error) {
        if (!(error instanceof TokenRefusedException refused)) {
            return Mono.just(undecidable(error));
        }
        String issuer = TokenVerifier.claimedIssuer(token);
        if (accepted.stream().anyMatch(terms -> terms.issuer().equals(issuer))) {
            return Mono.just(new Rejected(refused.reason()));
        }
        Digest digest = Digest.of(token);
        if (opaque != null && opaque.concerns(issuer)) {
            return opaque.identify(token, digest);
        }
        Foreign foreign = new Foreign(refused.reason());
        refusals.putForLong(digest, foreign);
        return Mono.just(foreign);
    }

    private static Undecidable undecidable(Throwable error) {
        if (error instanceof RejectedExecutionException) {
            return new Undecidable("busy");
        }
        LOG.debug("event=token-undecidable cause=\"{}\"", error.getMessage());
        return new Undecidable("no-keys");
    }
}

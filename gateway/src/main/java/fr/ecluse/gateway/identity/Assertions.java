package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * {@code Ecluse-Assertion}: who asks, signed, for a portal that does not want to trust a header. An ES256 JWT of a minute,
 * verifiable by the keys of {@code /.ecluse/jwks.json} from any node.
 *
 * <p>A signature by the JDK costs more than all else that a request costs, and still some part of it by {@link
 * NativeCrypto}. So each is used for {@link #REUSED}, made anew behind the answers once it is half a minute old, never on an
 * event loop, and never twice at once for the same person. Thread-safe.
 */
public final class Assertions {

    static final Duration LIVES = Duration.ofSeconds(60);

    /** How long one is handed out; the rest of its life is for the portal to look at it. */
    static final Duration REUSED = Duration.ofSeconds(45);

    private static final Duration RENEWED_AFTER = Duration.ofSeconds(30);
    private static final int REMEMBERED = 100_000;

    private final String audience;
    private final Clock clock;
    private final ECDSASigner signer;
    private final JWSHeader header;
    private final String published;
    private final AsyncLoadingCache<Asserted, Signed> signed;

    /**
     * @param audience issuer and audience of every assertion: how visitors reach the portal
     * @param scheduler where signatures are computed; bounded, and it may refuse
     */
    Assertions(Keyring keyring, String audience, Clock clock, Scheduler scheduler) {
        List<ECKey> keys = keyring.all().stream().map(AssertionKey::of).toList();
        this.audience = audience;
        this.clock = clock;
        this.signer = signer(keys.get(0));
        this.header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(keys.get(0).getKeyID())
                .build();
        this.published = new JWKSet(List.<JWK>copyOf(keys)).toString(true);
        this.signed = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .refreshAfterWrite(RENEWED_AFTER)
                .expireAfterWrite(REUSED)
                .buildAsync((asserted, executor) -> Mono.fromCallable(() -> sign(asserted))
                        .subscribeOn(scheduler)
                        .toFuture());
    }

    /** The public keys as JSON (RFC 7517), those of former secrets of the keyring included. */
    public String jwks() {
        return published;
    }

    /**
     * The assertion if one is at hand; null if {@link #of} must be asked. The fast path: one look-up.
     *
     * @param counted the role that counted, one of the person's: it goes first
     */
    public @Nullable String known(Person person, Role counted) {
        Asserted key = new Asserted(person.id(), person.user(), person.roles(), counted);
        CompletableFuture<Signed> known = signed.getIfPresent(key);
        Signed assertion = known == null ? null : known.getNow(null);
        if (assertion == null) {
            return null;
        }
        if (!assertion.isUsableAt(clock.millis())) {
            signed.asMap().remove(key, known); // the clock was moved
            return null;
        }
        return assertion.token;
    }

    /** The assertion, signed if need be; an error if more are asked for than can be signed. Never blocks. */
    public Mono<String> of(Person person, Role counted) {
        return Mono.defer(() -> {
            String known = known(person, counted);
            return known != null
                    ? Mono.just(known)
                    : Mono.fromFuture(
                                    signed.get(new Asserted(person.id(), person.user(), person.roles(), counted)), true)
                            .map(Signed::token);
        });
    }

    private Signed sign(Asserted asserted) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(audience)
                .audience(audience)
                .subject(asserted.user)
                .claim("roles", asserted.rolesCountedFirst())
                .claim("sid", asserted.id.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIVES)))
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform signs with P-256", e);
        }
        return new Signed(token.serialize(), now.toEpochMilli());
    }

    private static ECDSASigner signer(ECKey key) {
        try {
            return NativeCrypto.fast(
                    new ECDSASigner(NativeCrypto.own(key.toPrivateKey(), PrivateKey.class), Curve.P_256));
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** All that an assertion says, times apart. */
    private record Asserted(Pseudonym id, String user, List<Role> roles, Role counted) {

        List<String> rolesCountedFirst() {
            return Stream.concat(Stream.of(counted), roles.stream())
                    .map(Role::name)
                    .distinct()
                    .toList();
        }
    }

    private record Signed(String token, long signedAtMillis) {

        boolean isUsableAt(long nowMillis) {
            return nowMillis >= signedAtMillis && nowMillis - signedAtMillis < REUSED.toMillis();
        }
    }
}

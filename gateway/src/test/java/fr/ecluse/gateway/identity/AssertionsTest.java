package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.math.BigInteger;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class AssertionsTest {

    private static final String PORTAL = "https://ent.example.fr";
    private static final Keyring.Key FIRST = key("k1", 1);
    private static final Keyring.Key SECOND = key("k2", 2);

    private final MovableClock clock = new MovableClock();
    private final Scheduler scheduler = Schedulers.newBoundedElastic(2, 100, "test", 60, true);
    private final Keyring keyring = new Keyring(List.of(FIRST));
    private final Assertions assertions = assertions(keyring);
    private final Person teacher = new Person(
            keyring.pseudonym("issuer", "marie"), "marie", List.of(Role.PARENT, Role.ENSEIGNANT), null, Instant.MAX);

    @AfterEach
    void close() {
        scheduler.dispose();
    }

    @Test
    void anAssertionSaysWhoAsksForAMinute() throws Exception {
        JWTClaimsSet claims = verified(ask(assertions, teacher), assertions.jwks());

        assertThat(claims.getIssuer()).isEqualTo(PORTAL);
        assertThat(claims.getAudience()).containsExactly(PORTAL);
        assertThat(claims.getSubject()).isEqualTo("marie");
        assertThat(claims.getStringListClaim("roles")).containsExactly("enseignant", "parent");
        assertThat(claims.getStringClaim("sid")).isEqualTo(teacher.id().toString());
        assertThat(claims.getIssueTime()).isEqualTo(clock.instant());
        assertThat(claims.getExpirationTime()).isEqualTo(clock.instant().plusSeconds(60));
    }

    @Test
    void theAssertionOfOneNodeVerifiesByTheKeysOfAnother() throws Exception {
        String otherNodesKeys = assertions(new Keyring(List.of(FIRST))).jwks();

        assertThat(verified(ask(assertions, teacher), otherNodesKeys).getSubject())
                .isEqualTo("marie");
    }

    @Test
    void afterARotationTheFormerKeyIsStillPublished() throws Exception {
        Assertions rotated = assertions(new Keyring(List.of(SECOND, FIRST)));

        assertThat(JWKSet.parse(rotated.jwks()).getKeys()).hasSize(2);
        assertThat(verified(ask(assertions, teacher), rotated.jwks())).isNotNull();
        SignedJWT after = SignedJWT.parse(ask(rotated, teacher));
        assertThat(after.getHeader().getKeyID())
                .isEqualTo(AssertionKey.of(SECOND).getKeyID());
    }

    @Test
    void onlyPublicKeysArePublished() throws Exception {
        assertThat(JWKSet.parse(assertions.jwks()).containsNonPublicKeys()).isFalse();
        assertThat(assertions.jwks())
                .doesNotContain("\"d\"")
                .contains("\"use\":\"sig\"")
                .contains("\"alg\":\"ES256\"");
    }

    @Test
    void anAssertionIsUsedAgainAndNotTooLong() {
        assertThat(assertions.known(teacher, Role.ENSEIGNANT)).isNull();
        String first = ask(assertions, teacher);
        assertThat(assertions.known(teacher, Role.ENSEIGNANT)).isEqualTo(first);
        assertThat(assertions.known(teacher, Role.PARENT))
                .as("another role counted")
                .isNull();

        clock.advance(Assertions.REUSED.minusMillis(1));
        assertThat(assertions.known(teacher, Role.ENSEIGNANT)).isEqualTo(first);
        clock.advance(Duration.ofMillis(1));
        assertThat(assertions.known(teacher, Role.ENSEIGNANT)).isNull();
        assertThat(ask(assertions, teacher)).isNotEqualTo(first);
    }

    @Test
    void requestsAtTheSameTimeShareOneSignature() {
        Set<String> all = Set.copyOf(Flux.range(0, 50)
                .flatMap(i -> assertions.of(teacher, Role.ENSEIGNANT))
                .collectList()
                .block());

        assertThat(all).as("ECDSA never gives the same twice").hasSize(1);
    }

    /** Computed apart, by another implementation in another language: the keys must not change with a JDK or a release. */
    @ParameterizedTest
    @CsvSource({
        "1, 1c9d090ba0fe2ea39ed9e607fa3fb2f99a10270c7c2e76d696468fc194aaf43b,"
                + " 3889f396c2ddc031881b367b09b540ff0e08ed394d22fe98e288f05501b4611d,"
                + " 453c6965df74dda55cf57a96216f649961030029ac9d72d547c6883a03a9d1a9",
        "2, 6748420650ae410361e485f5384f5dca0842b028a0b2f5e32dcd0a9cd2e262a5,"
                + " 1a2d24378f76f6f03453da268f3997195784f0eb525a40f4291ed3f5eee4bd6b,"
                + " 95cb47a852ac398a3098de457e68e42f9ecf3b2805d843fa2772d1a6b08e8a3e"
    })
    void aSecretAlwaysGivesTheSameKey(int filled, String scalar, String x, String y) {
        ECKey key = AssertionKey.of(key("any", filled));

        assertThat(key.getD().decodeToBigInteger()).isEqualTo(new BigInteger(scalar, 16));
        assertThat(key.getX().decodeToBigInteger()).isEqualTo(new BigInteger(x, 16));
        assertThat(key.getY().decodeToBigInteger()).isEqualTo(new BigInteger(y, 16));
    }

    @Test
    void privateAndPublicKeyBelongTogetherWhateverTheSecret() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            byte[] secret = new byte[Keyring.SECRET_BYTES];
            random.nextBytes(secret);
            ECKey key = AssertionKey.of(new Keyring.Key("k", secret));
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.toECPrivateKey());
            signature.update(secret);
            byte[] signed = signature.sign();
            signature.initVerify(key.toECPublicKey());
            signature.update(secret);
            assertThat(signature.verify(signed)).as("seed %d, key %d", seed, i).isTrue();
        }
    }

    private static JWTClaimsSet verified(String assertion, String jwks) throws Exception {
        SignedJWT token = SignedJWT.parse(assertion);
        JWK key = JWKSet.parse(jwks).getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(key.toECKey().getCurve()).isEqualTo(Curve.P_256);
        assertThat(token.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
        return token.getJWTClaimsSet();
    }

    private static String ask(Assertions assertions, Person person) {
        return assertions.of(person, Role.ENSEIGNANT).block();
    }

    private Assertions assertions(Keyring keys) {
        return new Assertions(keys, PORTAL, clock, scheduler);
    }

    private static Keyring.Key key(String id, int filled) {
        byte[] secret = new byte[Keyring.SECRET_BYTES];
        Arrays.fill(secret, (byte) filled);
        return new Keyring.Key(id, secret);
    }
}

package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Rejected;
import fr.ecluse.gateway.identity.Identification.Undecidable;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The keys by which tokens are verified, as the provider publishes and changes them, or can't. */
class ProvidersKeysTest extends BearerTrial {

    @Test
    void ellipticAndEdwardsCurvesVerify() throws Exception {
        ECKey elliptic = new ECKeyGenerator(Curve.P_256).keyID("elliptic").generate();
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        issuer.publish(elliptic, published(edwards, "edwards"));

        SignedJWT es256 = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("elliptic").build(), issuer.claims(claims -> claims));
        es256.sign(new ECDSASigner(elliptic));
        assertThat(ask(es256.serialize())).isInstanceOf(Authenticated.class);

        String edDsa = signed(edwards, "edwards");
        assertThat(ask(edDsa)).isInstanceOf(Authenticated.class);
        assertThat(ask(edDsa.substring(0, edDsa.length() - 8) + "AAAAAAAA")).isEqualTo(new Rejected("signature"));
    }

    @Test
    void aKeyTooShortToBeSafeIsAsGoodAsNotPublished() throws JOSEException {
        issuer.publish(
                TestIssuer.rsa("first"),
                new RSAKeyGenerator(1024, true).keyID("short").generate());
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("short");

        assertThat(ask(signed(header, TestIssuer.rsa("first")))).isEqualTo(new Rejected("unknown-key"));
        assertThat(ask(issuer.token())).isInstanceOf(Authenticated.class);
    }

    @Test
    void unknownKeysMakeABoundedNumberOfFetches() {
        ask(issuer.token());
        RSAKey first = TestIssuer.rsa("first");
        List<Identification> outcomes = Flux.range(0, 200)
                .map(i -> new RSAKey.Builder(first).keyID("unknown-" + i).build())
                .flatMap(key -> tokens.identify(issuer.token(key, claims -> claims)))
                .collectList()
                .block();

        assertThat(outcomes).hasSize(200).containsOnly(new Rejected("unknown-key"));
        assertThat(issuer.server.calls(TestIssuer.KEYS)).isBetween(2, 1 + Refreshed.FORCED_AT_ONCE);
        for (int i = 0; i < Refreshed.FORCED_AT_ONCE; i++) { // all of them may have waited for one fetch
            ask(issuer.token(new RSAKey.Builder(first).keyID("another-" + i).build(), claims -> claims));
        }
        int before = issuer.server.calls(TestIssuer.KEYS);
        assertThat(before).isEqualTo(1 + Refreshed.FORCED_AT_ONCE);
        ticker.advance(Refreshed.BETWEEN_FORCED);
        for (int i = 0; i < 10; i++) {
            ask(issuer.token(new RSAKey.Builder(first).keyID("later-" + i).build(), claims -> claims));
        }
        assertThat(issuer.server.calls(TestIssuer.KEYS)).isEqualTo(before + 1);
    }

    @Test
    void aRotationOfKeysRefusesNobody() {
        assertThat(ask(issuer.token())).isInstanceOf(Authenticated.class);
        issuer.publish(TestIssuer.rsa("first"), TestIssuer.rsa("second"));
        assertThat(ask(issuer.token(TestIssuer.rsa("second"), claims -> claims)))
                .isInstanceOf(Authenticated.class);
        issuer.publish(TestIssuer.rsa("third"));
        assertThat(ask(issuer.token(TestIssuer.rsa("third"), claims -> claims))).isInstanceOf(Authenticated.class);
        assertThat(issuer.server.calls(TestIssuer.KEYS)).isEqualTo(3);
    }

    @Test
    void keysAreFetchedAnewBehindTheAnswers() {
        ask(issuer.token());
        issuer.publish(TestIssuer.rsa("second"));
        ticker.advance(PublishedKeys.FRESH);

        assertThat(ask(issuer.token(claims -> claims.subject("paul"))))
                .as("nobody waits")
                .isInstanceOf(Authenticated.class);
        Eventually.within(
                Duration.ofMinutes(1),
                () -> assertThat(ask(issuer.token(claims -> claims.subject("jeanne"))))
                        .as("a key no longer published")
                        .isEqualTo(new Rejected("unknown-key")));
    }

    @Test
    void anOutageOfTheProviderIsBridgedForHours() {
        ask(issuer.token());
        issuer.server.goDown();

        ticker.advance(PublishedKeys.USABLE.minusSeconds(1));
        assertThat(ask(issuer.token(claims -> claims.subject("paul")))).isInstanceOf(Authenticated.class);
        ticker.advance(Duration.ofSeconds(2));
        assertThat(ask(issuer.token(claims -> claims.subject("jeanne")))).isEqualTo(new Undecidable("no-keys"));

        issuer.server.comeBack();
        ticker.advance(Refreshed.PAUSE);
        assertThat(ask(issuer.token(claims -> claims.subject("jeanne")))).isInstanceOf(Authenticated.class);
    }

    @Test
    void aProviderThatIsDownAtTheStartIsAskedAgain() {
        issuer.server.goDown();
        assertThat(ask(issuer.token())).isEqualTo(new Undecidable("no-keys"));

        issuer.server.comeBack();
        assertThat(ask(issuer.token())).as("not at once").isEqualTo(new Undecidable("no-keys"));
        ticker.advance(Refreshed.PAUSE);
        assertThat(ask(issuer.token())).isInstanceOf(Authenticated.class);
    }

    @Test
    void aProviderThatNeverAnswersIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        issuer.server.on(TestIssuer.KEYS, exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });

        try (ProviderClient impatient = new ProviderClient(LoopbackServer.NEXT_TO_NONE)) {
            assertThat(identify(tokens(impatient, scheduler, Set.of()), issuer.token()))
                    .isEqualTo(new Undecidable("no-keys"));
        }
        end.countDown();
    }

    @Test
    void aKeySetWithoutEndIsGivenUp() {
        issuer.server.on(
                TestIssuer.KEYS,
                exchange -> LoopbackServer.answer(
                        exchange, 200, "application/json", "[".repeat(ProviderClient.ANSWER_BYTES + 1)));

        assertThat(ask(issuer.token())).isEqualTo(new Undecidable("no-keys"));
    }

    /** By the platform's own signature: the library verifies nothing of this by itself. */
    private String signed(KeyPair edwards, String id) throws Exception {
        String input = Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"" + id + "\"}") + "."
                + Base64URL.encode(issuer.claims(claims -> claims).toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(edwards.getPrivate());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signature.sign());
    }

    private static OctetKeyPair published(KeyPair edwards, String id) {
        byte[] x509 = ((EdECPublicKey) edwards.getPublic()).getEncoded();
        byte[] x = Arrays.copyOfRange(x509, x509.length - 32, x509.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                .keyID(id)
                .build();
    }
}

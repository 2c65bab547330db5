package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Rejected;
import fr.ecluse.gateway.identity.Identification.Undecidable;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class BearerTokensTest {

    private final MovableClock clock = new MovableClock();
    private final MovedTicker ticker = new MovedTicker();
    private final TestIssuer issuer = new TestIssuer(clock);
    private final ProviderClient client = new ProviderClient();
    private final Keyring keyring = Keyring.random();
    private final Remembered remembered = new Remembered(1_000, clock);
    private final Scheduler scheduler = Schedulers.newBoundedElastic(2, 1_000, "test", 60, true);
    private final BearerTokens tokens = tokens(scheduler, Set.of());

    @AfterEach
    void close() {
        issuer.close();
        client.close();
        scheduler.dispose();
    }

    @Test
    void aTokenInOrderNamesItsPerson() {
        Person person = person(ask(issuer.token()));

        assertThat(person.user()).isEqualTo("marie");
        assertThat(person.roles()).containsExactly(Role.ELEVE);
        assertThat(person.id()).isEqualTo(keyring.pseudonym(issuer.name(), "marie"));
        assertThat(person.session()).isNull();
        assertThat(person.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
    }

    static Stream<Arguments> tokensOutOfOrder() {
        Instant now = MovableClock.TUESDAY_MORNING;
        return Stream.of(
                refused("expired", claims -> claims.expirationTime(Date.from(now.minusSeconds(60)))),
                refused("not-yet-valid", claims -> claims.notBeforeTime(Date.from(now.plusSeconds(61)))),
                refused("no-expiry", claims -> claims.expirationTime(null)),
                refused("audience", claims -> claims.audience("another")),
                refused("audience", claims -> claims.audience((String) null)),
                refused("issuer", claims -> claims.issuer("https://elsewhere.example.fr")),
                refused("issuer", claims -> claims.issuer(null)),
                refused("subject", claims -> claims.subject(null)),
                refused("subject", claims -> claims.subject("marie\r\nEcluse-Roles: enseignant")),
                refused("subject", claims -> claims.subject("m".repeat(256))),
                refused("too-large", claims -> claims.claim("ballast", "x".repeat(16 * 1024))),
                refused("malformed", claims -> claims.claim("exp", "tomorrow")),
                refused("malformed", claims -> claims.claim("exp", List.of(1))));
    }

    private static Arguments refused(String reason, UnaryOperator<JWTClaimsSet.Builder> change) {
        return arguments(reason, change);
    }

    @ParameterizedTest
    @MethodSource("tokensOutOfOrder")
    void aTokenWhoseClaimsAreOutOfOrderIsRefused(String reason, UnaryOperator<JWTClaimsSet.Builder> change) {
        assertThat(ask(issuer.token(change))).isEqualTo(new Rejected(reason));
    }

    @Test
    void clocksMayBeAMinuteApart() {
        Instant now = clock.instant();

        assertThat(ask(issuer.token(claims -> claims.expirationTime(Date.from(now.minusSeconds(59))))))
                .isInstanceOf(Authenticated.class);
        assertThat(ask(issuer.token(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(60))))))
                .isInstanceOf(Authenticated.class);
    }

    @Test
    void aSignatureOfAnotherKeyUnderAKnownNameIsRefused() throws JOSEException {
        RSAKey forged = new RSAKeyGenerator(2048).keyID("first").generate();

        assertThat(ask(issuer.token(forged, claims -> claims))).isEqualTo(new Rejected("signature"));
    }

    @Test
    void aChangedClaimIsRefused() {
        String[] parts = issuer.token().split("\\.", -1);
        String payload = Base64URL.from(parts[1]).decodeToString().replace("marie", "admin");

        assertThat(ask(parts[0] + "." + Base64URL.encode(payload) + "." + parts[2]))
                .isEqualTo(new Rejected("signature"));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        PlainJWT unsigned = new PlainJWT(issuer.claims(claims -> claims));

        assertThat(ask(unsigned.serialize())).isEqualTo(new Rejected("malformed"));
        String[] parts = issuer.token().split("\\.", -1);
        assertThat(ask(parts[0] + "." + parts[1] + ".")).isInstanceOf(Rejected.class);
    }

    @Test
    void thePublicKeyAsASharedSecretIsRefused() throws JOSEException {
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), issuer.claims(claims -> claims));
        confused.sign(new MACSigner(TestIssuer.rsa("first").toRSAPublicKey().getEncoded()));

        assertThat(ask(confused.serialize())).isEqualTo(new Rejected("algorithm"));
    }

    @Test
    void anAlgorithmThatTheSettingsDoNotNameIsRefused() throws JOSEException {
        String token = signed(new JWSHeader.Builder(JWSAlgorithm.PS512).keyID("first"), TestIssuer.rsa("first"));

        assertThat(ask(token)).isInstanceOf(Authenticated.class);
        assertThat(identify(tokens(scheduler, Set.of("RS256")), token)).isEqualTo(new Rejected("algorithm"));
    }

    @Test
    void aKeyThatTheTokenBringsAlongIsNotLookedAt() throws JOSEException {
        RSAKey own = new RSAKeyGenerator(2048).keyID("own").generate();
        issuer.server.on(
                "/own",
                exchange -> LoopbackServer.answer(exchange, 200, "application/json", "{\"keys\":[" + own + "]}"));
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(own.toPublicJWK())
                .jwkURL(issuer.server.uri("/own"))
                .x509CertURL(issuer.server.uri("/own"));

        assertThat(ask(signed(header, own))).isEqualTo(new Rejected("signature"));
        assertThat(ask(signed(header.keyID("own"), own))).isEqualTo(new Rejected("unknown-key"));
        assertThat(issuer.server.calls("/own")).isZero();
    }

    @Test
    void aHeaderThatMustBeUnderstoodIsRefused() throws JOSEException {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("first")
                .criticalParams(Set.of("exp"))
                .customParam("exp", 1);

        assertThat(ask(signed(header, TestIssuer.rsa("first")))).isEqualTo(new Rejected("critical-header"));
    }

    @Test
    void aTokenInsideATokenIsRefused() throws JOSEException {
        JWSHeader.Builder header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").contentType("JWT");
        JWSObject outer = new JWSObject(header.build(), new Payload(issuer.token()));
        outer.sign(new RSASSASigner(TestIssuer.rsa("first")));
        JWEObject encrypted = new JWEObject(
                new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                        .contentType("JWT")
                        .build(),
                new Payload(issuer.token()));
        encrypted.encrypt(new RSAEncrypter(TestIssuer.rsa("first").toRSAPublicKey()));

        assertThat(ask(outer.serialize())).isEqualTo(new Rejected("malformed"));
        assertThat(ask(encrypted.serialize())).isEqualTo(new Rejected("malformed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secevent+jwt", "dpop+jwt", "id_token", "application/logout+jwt", "JOSE"})
    void aTokenOfAnotherTypeIsRefused(String type) throws JOSEException {
        JWSHeader.Builder header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").type(new JOSEObjectType(type));

        assertThat(ask(signed(header, TestIssuer.rsa("first")))).isEqualTo(new Rejected("type"));
    }

    @Test
    void aLogoutTokenIsNoProofOfWhoAsks() throws JOSEException {
        JWSHeader.Builder header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").type(new JOSEObjectType("logout+jwt"));

        assertThat(ask(signed(header, TestIssuer.rsa("first")))).isEqualTo(new Rejected("type"));
        Map<String, Object> event = Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());
        assertThat(ask(issuer.token(claims -> claims.claim("events", event)))).isEqualTo(new Rejected("type"));
    }

    @Test
    void garbageIsRefusedWithoutAnError() {
        String nested = Base64URL.encode("[".repeat(11_000)).toString();
        String deep = Base64URL.encode("{\"a\":".repeat(2_200)).toString();
        String header = issuer.token().split("\\.", -1)[0];

        List<String> garbage = new ArrayList<>(List.of(
                "",
                ".",
                "..",
                "...",
                "a.b.c",
                "é.é.é",
                "\u0000",
                "null.null.null",
                nested + ".e30.e30",
                deep + ".e30.e30"));
        garbage.add(header + "." + nested + ".AAAA");
        garbage.add(header + "." + deep + ".AAAA");
        garbage.add(header + "." + Base64URL.encode("null") + ".AAAA");
        garbage.add(header + "." + Base64URL.encode("{\"iss\":1,\"aud\":{},\"exp\":{}}") + ".AAAA");
        for (String token : garbage) {
            assertThat(ask(token)).as(token).isEqualTo(new Rejected("malformed"));
        }
    }

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
        int before = issuer.server.calls(TestIssuer.KEYS);
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
        Awaitility.await()
                .untilAsserted(() -> assertThat(ask(issuer.token(claims -> claims.subject("jeanne"))))
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

        assertThat(ask(issuer.token())).isEqualTo(new Undecidable("no-keys"));
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

    @Test
    void aVerifiedTokenIsKnownUntilItExpiresByTheInjectedClock() {
        String token = issuer.token();
        Identification verified = ask(token);

        assertThat(tokens.known(token)).isSameAs(verified);
        assertThat(tokens.known(issuer.token(claims -> claims.subject("paul")))).isNull();
        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(tokens.known(token)).isSameAs(verified);
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.known(token)).isNull();
        assertThat(ask(token)).as("within the skew").isInstanceOf(Authenticated.class);
        clock.advance(TokenVerifier.SKEW);
        assertThat(ask(token)).isEqualTo(new Rejected("expired"));
    }

    @Test
    void aTokenThatLivesForCenturiesIsRemembered() {
        String token = issuer.token(claims -> claims.expirationTime(Date.from(Instant.parse("9000-01-01T00:00:00Z"))));

        assertThat(ask(token)).isInstanceOf(Authenticated.class);
        assertThat(tokens.known(token)).isNotNull();
    }

    @Test
    void aRefusedTokenIsNotRemembered() {
        String token = issuer.token(claims -> claims.audience("another"));

        ask(token);
        assertThat(tokens.known(token)).isNull();
    }

    @Test
    void whatWasVerifiedBeforeTheRolesChangedIsForgotten() {
        String token = issuer.token();
        Authenticated verified = (Authenticated) ask(token);

        remembered.forget();
        assertThat(tokens.known(token)).isNull();
        remembered.put(Digest.of(token), verified, remembered.generation() - 1);
        assertThat(tokens.known(token)).as("verified before, remembered after").isNull();
    }

    @Test
    void moreThanTheVerifiersCanTakeIsUndecidable() throws InterruptedException {
        Scheduler small = Schedulers.newBoundedElastic(1, 1, "small", 60, true);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        small.schedule(() -> {
            started.countDown();
            await(end);
        });
        started.await();
        small.schedule(() -> {});

        assertThat(identify(tokens(small, Set.of()), issuer.token())).isEqualTo(new Undecidable("busy"));
        end.countDown();
        small.dispose();
    }

    @Test
    void anUnsafeAlgorithmInTheSettingsIsAnError() {
        assertThat(catchThrowable(() -> tokens(scheduler, Set.of("HS256"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HS256");
    }

    private BearerTokens tokens(Scheduler verification, Set<String> algorithms) {
        URI address = issuer.server.uri(TestIssuer.KEYS);
        PublishedKeys keys = new PublishedKeys(issuer.name(), Mono.just(address), client, ticker);
        Profiles profiles =
                new Profiles(new Settings.Roles(EnumSet.allOf(Settings.Roles.Preset.class), List.of()), role -> true);
        return new BearerTokens(
                List.of(new TokenVerifier.Terms(issuer.name(), TestIssuer.AUDIENCE, algorithms, keys)),
                new TokenVerifier(verification, clock),
                new People(keyring, null, profiles, IdentityListener.NONE),
                remembered);
    }

    private Identification ask(String token) {
        return identify(tokens, token);
    }

    private static Identification identify(BearerTokens tokens, String token) {
        return tokens.identify(token).block(Duration.ofSeconds(30));
    }

    private static Person person(Identification identification) {
        return ((Authenticated) identification).person();
    }

    private String signed(JWSHeader.Builder header, RSAKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(header.build(), issuer.claims(claims -> claims));
        token.sign(new RSASSASigner(key));
        return token.serialize();
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

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.identity.LogoutMessage.Refused;
import fr.ecluse.gateway.identity.LogoutMessage.Undecidable;
import fr.ecluse.gateway.identity.LogoutMessage.Valid;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.trial.MovableClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderLogoutsTest {

    private static final Settings.Cas CAS = new Settings.Cas(
            URI.create("https://cas.example.fr/cas"), URI.create("https://cas.example.fr/cas/p3/serviceValidate"));
    private static final URI PORTAL = URI.create("http://127.0.0.1:8080");
    private static final Map<String, Object> EVENT =
            Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());

    private final MovableClock clock = new MovableClock();
    private final TestProvider provider = new TestProvider(clock);
    private final Keyring keyring = Keyring.random();
    private final Identities gateway = gateway(provider.byMetadata());

    @AfterEach
    void close() {
        gateway.close();
        provider.close();
    }

    @Test
    void theSidOfTheIdTokenIsWhatALogoutTokenEnds() throws Exception {
        LoginEnd.LoggedIn phone = login("sid-1");
        LoginEnd.LoggedIn laptop = login("sid-2");

        Valid one = valid(logoutToken(claims -> claims.claim("sid", "sid-1")));
        assertThat(phone.handles()).containsAnyElementsOf(one.handles());
        assertThat(laptop.handles()).doesNotContainAnyElementsOf(one.handles());

        Valid withSubject =
                valid(logoutToken(claims -> claims.claim("sid", "sid-1").subject("marie")));
        assertThat(phone.handles()).containsAnyElementsOf(withSubject.handles());
        assertThat(laptop.handles()).doesNotContainAnyElementsOf(withSubject.handles());
    }

    @Test
    void theSubjectAloneEndsEverySessionOfTheSubject() throws Exception {
        List<LoginEnd.LoggedIn> sessions = List.of(login("sid-1"), login("sid-2"), login(null));

        Valid everything = valid(logoutToken(claims -> claims.subject("marie")));
        Valid another = valid(logoutToken(claims -> claims.subject("paul")));
        for (LoginEnd.LoggedIn session : sessions) {
            assertThat(session.handles()).containsAnyElementsOf(everything.handles());
            assertThat(session.handles()).doesNotContainAnyElementsOf(another.handles());
            assertThat(session.lasts()).isEqualTo(Duration.ofHours(8));
        }
    }

    @Test
    void aProviderThatNamesItsSessionOnlyAtTheLogoutEndsWhatBeganWithoutAName() throws Exception {
        LoginEnd.LoggedIn nameless = login(null);

        Valid both = valid(logoutToken(claims -> claims.claim("sid", "sid-9").subject("marie")));
        assertThat(nameless.handles()).containsAnyElementsOf(both.handles());
        Valid sidAlone = valid(logoutToken(claims -> claims.claim("sid", "sid-9")));
        assertThat(nameless.handles()).doesNotContainAnyElementsOf(sidAlone.handles());
    }

    @Test
    void aSubjectIsNoSid() throws Exception {
        Valid sid = valid(logoutToken(claims -> claims.claim("sid", "marie")));
        assertThat(login("sid-1").handles()).doesNotContainAnyElementsOf(sid.handles());
    }

    static Stream<Arguments> tokensOutOfOrder() {
        Instant now = MovableClock.TUESDAY_MORNING;
        return Stream.of(
                refused("issuer", claims -> claims.issuer("https://elsewhere.example.fr")),
                refused("audience", claims -> claims.audience("another")),
                refused("issue-time", claims -> claims.issueTime(null)),
                refused("not-yet-valid", claims -> claims.issueTime(Date.from(now.plusSeconds(61)))),
                refused("expired", claims -> claims.expirationTime(Date.from(now.minusSeconds(60)))),
                refused("expired", claims -> claims.expirationTime(null).issueTime(Date.from(now.minusSeconds(3_660)))),
                refused(
                        "expired",
                        claims -> claims.expirationTime(Date.from(now.plusSeconds(90_000)))
                                .issueTime(Date.from(now.minusSeconds(3_660)))),
                refused("identifier", claims -> claims.jwtID(null)),
                refused("identifier", claims -> claims.jwtID(" ")),
                refused("identifier", claims -> claims.jwtID("j".repeat(256))),
                refused("event", claims -> claims.claim("events", null)),
                refused(
                        "event",
                        claims -> claims.claim("events", "http://schemas.openid.net/event/backchannel-logout")),
                refused("event", claims -> claims.claim("events", Map.of("http://example.fr/other", Map.of()))),
                refused(
                        "event",
                        claims -> claims.claim(
                                "events", Map.of("http://schemas.openid.net/event/backchannel-logout", "x"))),
                refused("nonce", claims -> claims.claim("nonce", "n")),
                refused("subject", claims -> claims.subject(null)),
                refused("subject", claims -> claims.subject(" ")),
                refused("session", claims -> claims.claim("sid", 17)),
                refused("session", claims -> claims.claim("sid", "")),
                refused("too-large", claims -> claims.claim("ballast", "x".repeat(16 * 1024))));
    }

    private static Arguments refused(String reason, UnaryOperator<JWTClaimsSet.Builder> change) {
        return arguments(reason, change);
    }

    @ParameterizedTest
    @MethodSource("tokensOutOfOrder")
    void aLogoutTokenOutOfOrderEndsNothing(String reason, UnaryOperator<JWTClaimsSet.Builder> change) {
        assertThat(ask(logoutToken(claims -> change.apply(claims.subject("marie")))))
                .isEqualTo(new Refused(reason));
    }

    @Test
    void noOtherTokenOfTheProviderIsALogoutToken() {
        assertThat(ask(provider.issuer.token())).as("an ID token").isEqualTo(new Refused("event"));
        for (String type : List.of("at+jwt", "secevent+jwt", "JOSE")) {
            assertThat(ask(signed(type, TestIssuer.rsa("first"), claims -> claims.subject("marie"))))
                    .as(type)
                    .isEqualTo(new Refused("type"));
        }
        for (String type : List.of("logout+jwt", "application/logout+jwt", "Logout+JWT", "JWT")) {
            valid(signed(type, TestIssuer.rsa("first"), claims -> claims.subject("marie")));
        }
        valid(signed(null, TestIssuer.rsa("first"), claims -> claims.subject("marie")));
    }

    @Test
    void aLogoutTokenIsNoCredential() {
        String token = signed(null, TestIssuer.rsa("first"), claims -> claims.subject("marie"));
        valid(token);

        assertThat(gateway.identifier().identify(new Credential.Bearer(token)).block())
                .isEqualTo(new Identification.Rejected("type"));
    }

    @Test
    void aLogoutTokenThatTheProviderDidNotSignEndsNothing() throws JOSEException {
        RSAKey forged = new RSAKeyGenerator(2048).keyID("first").generate();
        assertThat(ask(signed("logout+jwt", forged, claims -> claims.subject("marie"))))
                .isEqualTo(new Refused("signature"));

        JWTClaimsSet claims = claims(each -> each.subject("marie"));
        assertThat(ask(new PlainJWT(claims).serialize())).isEqualTo(new Refused("malformed"));
        SignedJWT keyed = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), claims);
        keyed.sign(new MACSigner(TestIssuer.rsa("first").toPublicJWK().toJSONString()));
        assertThat(ask(keyed.serialize())).isEqualTo(new Refused("algorithm"));
        assertThat(ask("")).isEqualTo(new Refused("malformed"));
        assertThat(ask("a.b.c")).isEqualTo(new Refused("malformed"));
    }

    @Test
    void aTokenIsRememberedForAsLongAsItWouldBeBelieved() {
        Valid first = valid(logoutToken(claims -> claims.subject("marie").jwtID("j1")));
        Valid again = valid(logoutToken(claims -> claims.subject("marie").jwtID("j1")));
        Valid another = valid(logoutToken(claims -> claims.subject("marie").jwtID("j2")));

        assertThat(again.notice().id()).isEqualTo(first.notice().id());
        assertThat(another.notice().id()).isNotEqualTo(first.notice().id());
        assertThat(first.notice().lasts()).isEqualTo(Duration.ofMinutes(3)); // two, and what clocks may be apart
        Valid forEver = valid(logoutToken(claims -> claims.subject("marie").expirationTime(null)));
        assertThat(forEver.notice().lasts()).isEqualTo(Duration.ofMinutes(61));
    }

    @Test
    void withoutTheProvidersKeysNothingIsDecided() {
        provider.issuer.server.goDown();
        try (Identities late = gateway(provider.byMetadata())) {
            LogoutMessage message = late.logouts()
                    .oidc(logoutToken(claims -> claims.subject("marie")))
                    .block();
            assertThat(message).isEqualTo(new Undecidable("no-keys"));
        }
    }

    @Test
    void withoutAnOidcProviderNoTokenIsBelieved() {
        try (Identities bearerOnly = gateway(null)) {
            assertThat(bearerOnly
                            .logouts()
                            .oidc(logoutToken(claims -> claims.subject("marie")))
                            .block())
                    .isEqualTo(new Refused("no-provider"));
        }
    }

    @Test
    void aCasTicketIsKnownByItsHashOnEveryNode() {
        String request = "<p:LogoutRequest xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol'><p:SessionIndex>ST-1"
                + "</p:SessionIndex></p:LogoutRequest>";
        Valid ended = (Valid) gateway.logouts().cas(request).block();

        assertThat(ended.handles())
                .isEqualTo(new LogoutHandles(keyring).toBind(IdentityListener.Protocol.CAS, List.of("ST-1")));
        assertThat(ended.notice()).as("a ticket logs in once").isNull();
        assertThat(gateway.logouts().cas("<a/>").block()).isEqualTo(new Refused("malformed"));
    }

    @Test
    void whatBeganBeforeTheKeysWereChangedCanStillBeEnded() {
        Keyring.Key former = new Keyring.Key("k1", new byte[32]);
        Keyring.Key latter =
                new Keyring.Key("k2", "abcdefghijklmnopqrstuvwxyz012345".getBytes(StandardCharsets.US_ASCII));
        LogoutHandles before = new LogoutHandles(new Keyring(List.of(former, latter)));
        LogoutHandles after = new LogoutHandles(new Keyring(List.of(latter, former)));
        LogoutHandles afterwards = new LogoutHandles(new Keyring(List.of(latter)));
        List<String> ticket = List.of("ST-1");

        assertThat(after.toEnd(IdentityListener.Protocol.CAS, ticket))
                .containsAll(before.toBind(IdentityListener.Protocol.CAS, ticket))
                .containsAll(after.toBind(IdentityListener.Protocol.CAS, ticket))
                .hasSize(2);
        assertThat(afterwards.toEnd(IdentityListener.Protocol.CAS, ticket))
                .doesNotContainAnyElementsOf(before.toBind(IdentityListener.Protocol.CAS, ticket));
    }

    private LoginEnd.LoggedIn login(@Nullable String sid) throws Exception {
        provider.idToken = claims -> claims.claim("sid", sid);
        LoginStart.Redirect start = (LoginStart.Redirect)
                gateway.logins().usual().begin("/", PORTAL).block();
        return (LoginEnd.LoggedIn) gateway.logins()
                .usual()
                .complete(TestProvider.visit(start.to()), start.stateCookie(), PORTAL)
                .block();
    }

    private Valid valid(String token) {
        LogoutMessage message = ask(token);
        assertThat(message).isInstanceOf(Valid.class);
        return (Valid) message;
    }

    private LogoutMessage ask(String token) {
        return gateway.logouts().oidc(token).block();
    }

    private String logoutToken(UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed("logout+jwt", TestIssuer.rsa("first"), change);
    }

    private JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(new JWTClaimsSet.Builder()
                        .issuer(provider.issuer.name())
                        .audience(TestIssuer.AUDIENCE)
                        .jwtID("j1")
                        .issueTime(Date.from(clock.instant()))
                        .expirationTime(Date.from(clock.instant().plusSeconds(120)))
                        .claim("events", EVENT))
                .build();
    }

    private String signed(@Nullable String type, RSAKey key, UnaryOperator<JWTClaimsSet.Builder> change) {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID());
        SignedJWT token =
                new SignedJWT((type == null ? header : header.type(new JOSEObjectType(type))).build(), claims(change));
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private Identities gateway(Settings.@Nullable Oidc oidc) {
        Settings.Roles roles = new Settings.Roles(EnumSet.allOf(Settings.Roles.Preset.class), List.of());
        Settings.Bearer bearer = new Settings.Bearer(
                provider.issuer.name(), provider.uri(TestIssuer.KEYS), TestIssuer.AUDIENCE, Set.of());
        return Identities.of(
                new Settings.Identity(List.of(bearer), oidc, CAS, Settings.Identity.Login.OIDC, roles, null),
                keyring,
                clock,
                new Identities.Ent("aura", PORTAL.toString(), "eleve"::equals, () -> Duration.ofHours(8)),
                IdentityListener.NONE,
                LoopbackServer.PATIENCE);
    }
}

package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.LoginEnd.LoggedIn;
import fr.ecluse.gateway.identity.LoginStart.Redirect;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The identity provider is killed: whoever was in before goes on as if nothing had happened. */
class ProviderOutageTest {

    private final MovableClock clock = new MovableClock(Instant.now());
    private final TestProvider provider = new TestProvider(clock);

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void whoeverIsSeatedReachesThePortalWhileTheProviderIsDead(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 3}\n");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer other = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(
                        portal,
                        other,
                        policy,
                        "ecluse.identity.bearer[1].issuer=" + provider.issuer.name(),
                        "ecluse.identity.bearer[1].jwks-uri=" + provider.uri(TestIssuer.KEYS),
                        "ecluse.identity.bearer[1].audience=" + TestIssuer.AUDIENCE,
                        "ecluse.identity.oidc.issuer=" + provider.issuer.name(),
                        "ecluse.identity.oidc.client-id=" + TestIssuer.AUDIENCE,
                        "ecluse.identity.oidc.client-secret=" + TestProvider.SECRET)) {
            provider.idToken = ProviderOutageTest::lasting;
            TrialBrowser marie = new TrialBrowser(gateway);
            URI loginPage = location(marie.open("/"));
            marie.open("/.ecluse/callback/oidc?" + TestProvider.visit(loginPage));
            assertThat(marie.open("/").statusCode()).isEqualTo(200);
            String paul = provider.issuer.token(claims -> lasting(claims).subject("paul"));
            assertThat(gateway.getAs(paul, "/").statusCode()).isEqualTo(200);
            portal.forget();

            provider.issuer.server.goDown();

            for (int i = 0; i < 20; i++) {
                assertThat(marie.open("/agenda?page=" + i).statusCode()).isEqualTo(200);
                assertThat(portal.nextRequest())
                        .containsEntry("Ecluse-User", "marie")
                        .containsEntry("Ecluse-Roles", "eleve")
                        .containsKey("Ecluse-Assertion");
                assertThat(gateway.getAs(paul, "/agenda").statusCode()).isEqualTo(200);
                assertThat(portal.nextRequest()).containsEntry("Ecluse-User", "paul");
            }
            String renewed = provider.issuer.token(
                    claims -> lasting(claims).subject("paul").claim("renewed", true));
            assertThat(gateway.getAs(renewed, "/agenda").statusCode())
                    .as("a token that the application renewed before: the keys are kept")
                    .isEqualTo(200);
            assertThat(portal.nextRequest()).containsEntry("Ecluse-User", "paul");

            HttpResponse<String> out = marie.open("/.ecluse/logout");
            assertThat(location(out).toString())
                    .as("where the metadata said, as long as they are usable")
                    .startsWith(provider.uri("/logout").toString());
            assertThat(marie.cookies()).doesNotContainKey("ecluse");
            assertThat(new TrialBrowser(gateway).open("/").statusCode())
                    .as("newcomers are sent to a page that does not answer: nothing else can be done for them")
                    .isEqualTo(302);
        }
    }

    @Test
    void theirAssertionsAreRenewedForTheWholeSessionWithoutTheProvider() throws Exception {
        Keyring keyring = Keyring.random();
        URI portal = URI.create("http://127.0.0.1:8080");
        Settings.Identity settings = new Settings.Identity(
                List.of(new Settings.Bearer(
                        provider.issuer.name(), provider.uri(TestIssuer.KEYS), TestIssuer.AUDIENCE, Set.of("RS256"))),
                provider.byMetadata(),
                null,
                Settings.Identity.Login.OIDC,
                new Settings.Roles(EnumSet.allOf(Settings.Roles.Preset.class), List.of()),
                null);
        Identities.Ent ent = new Identities.Ent("aura", portal.toString(), "eleve"::equals, () -> Duration.ofHours(8));
        try (Identities gateway =
                Identities.of(settings, keyring, clock, ent, IdentityListener.NONE, LoopbackServer.PATIENCE)) {
            Logins logins = gateway.logins().usual();
            Redirect start = (Redirect) logins.begin("/", portal).block();
            LoggedIn in = (LoggedIn) logins.complete(TestProvider.visit(start.to()), start.stateCookie(), portal)
                    .block();
            Credential cookie = new Credential.SessionCookie(in.sessionCookie());
            Credential bearer = new Credential.Bearer(provider.issuer.token(claims -> claims.subject("paul")
                    .expirationTime(Date.from(clock.instant().plus(Duration.ofHours(8))))));
            gateway.identifier().identify(bearer).block();

            provider.issuer.server.goDown();

            ECDSAVerifier published = new ECDSAVerifier(
                    JWKSet.parse(gateway.assertions().jwks()).getKeys().get(0).toECKey());
            Set<String> seen = new HashSet<>();
            for (int quarter = 0; quarter < 4 * 8; quarter++) {
                for (Credential credential : List.of(cookie, bearer)) {
                    Identification found =
                            gateway.identifier().identify(credential).block();
                    assertThat(found).isInstanceOf(Authenticated.class);
                    Person person = ((Authenticated) found).person();
                    String assertion =
                            gateway.assertions().of(person, Role.ELEVE).block();
                    assertThat(seen.add(assertion)).as("a new one").isTrue();
                    SignedJWT signed = SignedJWT.parse(assertion);
                    assertThat(signed.verify(published)).isTrue();
                    assertThat(signed.getJWTClaimsSet().getSubject()).isEqualTo(person.user());
                    assertThat(signed.getJWTClaimsSet().getExpirationTime().toInstant())
                            .isAfter(clock.instant())
                            .isBeforeOrEqualTo(clock.instant().plusSeconds(60));
                }
                clock.advance(Duration.ofMinutes(15));
            }
            assertThat(gateway.identifier().identify(cookie).block()).isInstanceOf(Identification.Anonymous.class);
        }
    }

    /** The clock of the gateway runs on while a slow machine starts it, and the provider's stands still. */
    private static JWTClaimsSet.Builder lasting(JWTClaimsSet.Builder claims) {
        return claims.expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
    }

    private static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }
}

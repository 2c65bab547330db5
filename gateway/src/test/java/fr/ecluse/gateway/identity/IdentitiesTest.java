package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Foreign;
import fr.ecluse.gateway.identity.Identification.Rejected;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentitiesTest {

    private final MovableClock clock = new MovableClock();
    private final TestIssuer issuer = new TestIssuer(clock);
    private final TestIssuer another = new TestIssuer(clock);
    private final Set<String> policy =
            new CopyOnWriteArraySet<>(List.of("eleve", "enseignant", "personnel", "parent", "autre"));
    private final Identities identities = gateway("RS256");

    @AfterEach
    void close() {
        identities.close();
        issuer.close();
        another.close();
    }

    @Test
    void theKeysAreFetchedBeforeAnyTokenComes() {
        Eventually.within(Duration.ofMinutes(1), () -> {
            assertThat(issuer.server.calls(TestIssuer.KEYS)).isEqualTo(1);
            assertThat(another.server.calls(TestIssuer.KEYS)).isEqualTo(1);
        });
    }

    @Test
    void theStartDoesNotWaitForAProvider() {
        issuer.server.goDown();
        another.server.goDown();

        try (Identities started = gateway("RS256")) {
            assertThat(ask(started, another.token())).isInstanceOf(Identification.Undecidable.class);
            another.server.comeBack();
            Eventually.within(
                    Duration.ofMinutes(1),
                    () -> assertThat(ask(started, another.token())).isInstanceOf(Authenticated.class));
        }
    }

    @Test
    void eachIssuerHasItsOwnKeys() {
        assertThat(ask(identities, issuer.token())).isInstanceOf(Authenticated.class);
        assertThat(ask(identities, another.token())).isInstanceOf(Authenticated.class);
        another.publish(TestIssuer.rsa("second"));
        String crossed = issuer.token(TestIssuer.rsa("second"), claims -> claims);
        assertThat(ask(identities, crossed)).isEqualTo(new Rejected("unknown-key"));
        assertThat(person(ask(identities, issuer.token())).id())
                .as("the same subject of two issuers is two persons")
                .isNotEqualTo(person(ask(identities, another.token())).id());
    }

    @Test
    void aCookieIsNoBearerTokenNorTheOtherWayRound() {
        String token = issuer.token();
        Person fromToken = person(ask(identities, token));
        Person person = new Person(
                fromToken.id(),
                "marie",
                List.of(Role.ELEVE),
                identities.cookies().newSession(),
                fromToken.expiresAt());
        String cookie = identities.cookies().seal(person, Protocol.OIDC);
        assertThat(identities
                        .identifier()
                        .identify(new Credential.SessionCookie(cookie))
                        .block())
                .isEqualTo(new Authenticated(person));

        assertThat(identities.identifier().known(new Credential.Bearer(cookie))).isNull();
        assertThat(ask(identities, cookie)).isEqualTo(new Foreign("malformed"));
        assertThat(identities
                        .identifier()
                        .identify(new Credential.SessionCookie(token))
                        .block())
                .isEqualTo(new Identification.Anonymous(Identification.Cookie.STALE));
    }

    @Test
    void besideATokenThatIsNobodysHereTheSessionCookieCounts() {
        Identification session = new Authenticated(new Person(
                Keyring.random().pseudonym("cas", "ines"),
                "ines",
                List.of(Role.ENSEIGNANT),
                identities.cookies().newSession(),
                clock.instant().plusSeconds(600)));
        String cookie = identities.cookies().seal(person(session), Protocol.CAS);

        assertThat(ask("opaque", cookie)).isEqualTo(session);
        assertThat(identities.identifier().known(new Credential.Bearer("opaque", cookie)))
                .as("without another look at the token")
                .isEqualTo(session);
        assertThat(ask(issuer.token(claims -> claims.issuer("https://portail.example.fr")), cookie))
                .isEqualTo(session);

        assertThat(ask("opaque", "broken")).isEqualTo(new Foreign("malformed"));
        assertThat(person(ask(issuer.token(), cookie)).user()).isEqualTo("marie");
        assertThat(ask(issuer.token(claims -> claims.audience("another")), cookie))
                .isEqualTo(new Rejected("audience"));
        clock.advance(Duration.ofSeconds(600));
        assertThat(ask("opaque", cookie)).isEqualTo(new Foreign("malformed"));
    }

    @Test
    void aRoleThatThePolicyGainsCountsOnceTheRolesChanged() {
        String token = issuer.token(claims -> claims.claim("role", "interne"));
        assertThat(person(ask(identities, token)).roles()).containsExactly(Role.AUTRE);

        policy.add("interne");
        identities.rolesChanged();
        assertThat(identities.identifier().known(new Credential.Bearer(token))).isNull();
        assertThat(person(ask(identities, token)).roles()).containsExactly(new Role("interne"));
    }

    @Test
    void anUnsafeAlgorithmStopsTheStart() {
        assertThatThrownBy(() -> gateway("HS256"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HS256")
                .hasMessageContaining("RS256");
    }

    @Test
    void withoutAProviderThereIsNoLogin() {
        assertThat(identities.logins().usual()).isNull();
    }

    private static Identification ask(Identities identities, String token) {
        return identities.identifier().identify(new Credential.Bearer(token)).block(Duration.ofMinutes(3));
    }

    private Identification ask(String token, String cookie) {
        return identities
                .identifier()
                .identify(new Credential.Bearer(token, cookie))
                .block(Duration.ofMinutes(3));
    }

    private static Person person(Identification identification) {
        return ((Authenticated) identification).person();
    }

    private Identities gateway(String algorithm) {
        List<Settings.Bearer> bearers = Arrays.asList(bearer(issuer, algorithm), bearer(another, algorithm));
        Settings.Roles roles = new Settings.Roles(EnumSet.allOf(Settings.Roles.Preset.class), List.of());
        return Identities.of(
                new Settings.Identity(bearers, null, null, Settings.Identity.Login.OIDC, roles, null),
                Keyring.random(),
                clock,
                new Identities.Ent("aura", "https://ent.example.fr", policy::contains, () -> Duration.ofHours(8)),
                IdentityListener.NONE,
                LoopbackServer.PATIENCE);
    }

    private static Settings.Bearer bearer(TestIssuer of, String algorithm) {
        return new Settings.Bearer(of.name(), of.server.uri(TestIssuer.KEYS), TestIssuer.AUDIENCE, Set.of(algorithm));
    }
}

package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.identity.Identification.Anonymous;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Cookie;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionCookiesTest {

    private static final Anonymous STALE = new Anonymous(Cookie.STALE);
    private static final Keyring.Key FORMER = key("k1", 1);
    private static final Keyring.Key PRESENT = key("k2", 2);

    private final MovableClock clock = new MovableClock();
    private final Keyring keyring = new Keyring(List.of(FORMER));
    private final SessionCookies cookies = cookies(keyring, "aura");

    @Test
    void aCookieNamesWhoeverLoggedIn() {
        Person person = person("marie", Role.PARENT, Role.ENSEIGNANT);
        String cookie = cookies.seal(person, Protocol.OIDC);

        Identification opened = cookies.open(cookie);
        assertThat(opened).isEqualTo(new Authenticated(person));
        assertThat(cookies.open(cookie)).as("remembered").isSameAs(opened);
        assertThat(cookies(keyring, "aura").open(cookie)).as("on another node").isEqualTo(new Authenticated(person));
    }

    @Test
    void aCookieShowsNothingAndStaysUnderAKilobyte() {
        Person person = person("é".repeat(255), Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL, Role.PARENT, Role.AUTRE);
        String cookie = cookies.seal(person, Protocol.OIDC);

        assertThat(cookie).hasSizeLessThan(1024).doesNotContain("marie").matches("[A-Za-z0-9_.-]+");
        assertThat(cookies.open(cookie)).isEqualTo(new Authenticated(person));
        assertThat(cookies.seal(person, Protocol.OIDC))
                .as("never the same twice")
                .isNotEqualTo(cookie);
    }

    @Test
    void aCookieEndsWhenItsSessionDoes() {
        String cookie = cookies.seal(person("marie", Role.ELEVE), Protocol.OIDC);
        cookies.open(cookie);

        clock.advance(Duration.ofHours(8).minusSeconds(1));
        assertThat(cookies.open(cookie)).isInstanceOf(Authenticated.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(cookies.open(cookie)).isEqualTo(STALE);
    }

    @Test
    void everyCharacterCounts() {
        String cookie = cookies.seal(person("marie", Role.ELEVE), Protocol.OIDC);

        for (int i = 0; i < cookie.length(); i++) {
            char other = cookie.charAt(i) == 'A' ? 'Q' : 'A';
            String tampered = cookie.substring(0, i) + other + cookie.substring(i + 1);
            assertThat(cookies.open(tampered))
                    .as("character %d of %s", i, cookie)
                    .isEqualTo(STALE);
        }
        assertThat(cookies.open(cookie.substring(0, cookie.length() - 1))).isEqualTo(STALE);
        assertThat(cookies.open(cookie + "A")).isEqualTo(STALE);
        assertThat(cookies.open(cookie + ".")).isEqualTo(STALE);
        assertThat(cookies.open(cookie + ".A")).isEqualTo(STALE);
        assertThat(cookies.open(cookie.replace("..", "."))).isEqualTo(STALE);
        assertThat(cookies.open(cookie.replace("..", ".A."))).as("with a key").isEqualTo(STALE);
    }

    @Test
    void garbageIsNobody() {
        String header = cookies.seal(person("marie", Role.ELEVE), Protocol.OIDC).split("\\.", -1)[0];
        for (String garbage :
                List.of("", ".", "....", "é", header, header + "....", header + ".a.b.c.d", "x".repeat(5_000))) {
            assertThat(cookies.open(garbage)).as(garbage).isEqualTo(STALE);
        }
        assertThat(cookies.open(header + "..AAAAAAAAAAAAAAAA." + "A".repeat(5_000) + ".AAAAAAAAAAAAAAAAAAAAAA"))
                .isEqualTo(STALE);
    }

    @Test
    void aTextLongerThanAnyCookieIsNotEvenDigested() {
        assertThat(cookies.open("x".repeat(100_000))).isEqualTo(STALE);
    }

    @Test
    void afterARotationTheFormerKeyStillOpens() {
        String sealedBefore = cookies.seal(person("marie", Role.ELEVE), Protocol.OIDC);
        SessionCookies rotated = cookies(new Keyring(List.of(PRESENT, FORMER)), "aura");
        SessionCookies retired = cookies(new Keyring(List.of(PRESENT)), "aura");
        String sealedAfter = rotated.seal(person("marie", Role.ELEVE), Protocol.OIDC);

        assertThat(rotated.open(sealedBefore)).isInstanceOf(Authenticated.class);
        assertThat(retired.open(sealedAfter)).isInstanceOf(Authenticated.class);
        assertThat(retired.open(sealedBefore)).isEqualTo(STALE);
        assertThat(cookies.open(sealedAfter))
                .as("a node that does not know the new key yet")
                .isEqualTo(STALE);
    }

    @Test
    void aCookieOfAnotherEntIsNobodysEvenUnderTheSameKeys() {
        String cookie = cookies.seal(person("marie", Role.ELEVE), Protocol.OIDC);

        assertThat(cookies(keyring, "occitanie").open(cookie)).isEqualTo(STALE);
    }

    @Test
    void whatWasSealedForAnotherPurposeIsNoSession() {
        Sealer other = new Sealer(keyring, "login-state:aura");
        String sealed = other.seal(Map.of("sub", "marie"));

        assertThat(other.open(sealed)).isNotNull();
        assertThat(cookies.open(sealed)).isEqualTo(STALE);
    }

    @Test
    void aRoleThatThePolicyLostIsLeftOut() {
        String cookie = cookies.seal(person("marie", new Role("interne"), Role.ELEVE), Protocol.OIDC);
        String onlyLost = cookies.seal(person("marie", new Role("interne")), Protocol.OIDC);
        SessionCookies later = new SessionCookies(
                SessionCookies.sealer(keyring, "aura"),
                role -> !role.equals("interne"),
                new Remembered(10, clock),
                clock);

        assertThat(((Authenticated) later.open(cookie)).person().roles()).containsExactly(Role.ELEVE);
        assertThat(((Authenticated) later.open(onlyLost)).person().roles()).containsExactly(Role.AUTRE);
    }

    @Test
    void aCookieTellsByWhichProtocolItsSessionBegan() {
        for (Protocol protocol : Protocol.values()) {
            String cookie = cookies.seal(person("marie", Role.ELEVE), protocol);
            assertThat(cookies.protocol(cookie)).isEqualTo(protocol);
            assertThat(cookies(keyring, "occitanie").protocol(cookie))
                    .as("of another ENT")
                    .isNull();
        }
        Sealer sealer = SessionCookies.sealer(keyring, "aura");
        assertThat(cookies.protocol(sealer.seal(Map.of("sub", "marie")))).isNull();
        assertThat(cookies.protocol(sealer.seal(Map.of("by", "saml")))).isNull();
        assertThat(cookies.protocol("x")).isNull();
    }

    @Test
    void everySessionHasItsOwnIdentifier() {
        Set<String> sessions = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            sessions.add(cookies.newSession());
        }
        assertThat(sessions).hasSize(1_000).allMatch(session -> session.length() == 22);
    }

    private Person person(String user, Role... roles) {
        return new Person(
                keyring.pseudonym("issuer", user),
                user,
                List.of(roles),
                cookies.newSession(),
                clock.instant().plus(Duration.ofHours(8)).truncatedTo(ChronoUnit.SECONDS));
    }

    private SessionCookies cookies(Keyring keys, String ent) {
        return new SessionCookies(SessionCookies.sealer(keys, ent), role -> true, new Remembered(10, clock), clock);
    }

    private static Keyring.Key key(String id, int filled) {
        byte[] secret = new byte[Keyring.SECRET_BYTES];
        Arrays.fill(secret, (byte) filled);
        return new Keyring.Key(id, secret);
    }
}

package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.identity.Identification.Anonymous;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Cookie;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The session cookie: who logged in, sealed, so that any node knows them without asking any other.
 *
 * <p>Whether a session was ended elsewhere is not known here: the cookie only says what was true at the login. Roles that the
 * policy no longer has are left out when it is opened. Thread-safe.
 */
public final class SessionCookies {

    private static final Anonymous STALE = new Anonymous(Cookie.STALE);

    private final Sealer sealer;
    private final Predicate<String> knownRole;
    private final Remembered remembered;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SessionCookies(Sealer sealer, Predicate<String> knownRole, Remembered remembered, Clock clock) {
        this.sealer = sealer;
        this.knownRole = knownRole;
        this.remembered = remembered;
        this.clock = clock;
    }

    static Sealer sealer(Keyring keyring, String ent) {
        return new Sealer(keyring, "session-cookie:" + ent);
    }

    /** The identifier of a new session: 128 random bits as 22 characters of base64url. Not for an event loop. */
    public String newSession() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The value of the cookie, under a kilobyte for any subject that a provider may give. Not for an event loop.
     *
     * @param by how the person logged in: what {@link #protocol} tells again
     * @throws IllegalArgumentException if the person has no session
     */
    public String seal(Person person, Protocol by) {
        String session = person.session();
        if (session == null) {
            throw new IllegalArgumentException("a bearer token is no session");
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("sid", session);
        content.put("by", by.word());
        content.put("sub", person.user());
        content.put("per", person.id().toString());
        content.put("rol", person.roles().stream().map(Role::name).toList());
        content.put("exp", person.expiresAt().getEpochSecond());
        return sealer.seal(content);
    }

    /** Who the cookie names; {@code STALE} if it expired or does not open. */
    public Identification open(String cookie) {
        if (cookie.length() > Sealer.LONGEST) {
            return STALE;
        }
        Digest digest = Digest.of(cookie);
        Identification known = remembered.get(digest);
        if (known != null) {
            return known;
        }
        int generation = remembered.generation();
        Person person = read(cookie);
        if (person == null || !clock.instant().isBefore(person.expiresAt())) {
            return STALE;
        }
        Authenticated authenticated = new Authenticated(person);
        remembered.put(digest, authenticated, generation);
        return authenticated;
    }

    /** By which protocol the session of this cookie began; null if it does not open. Whether it expired does not matter. */
    public @Nullable Protocol protocol(String cookie) {
        Sealer.Contents content = sealer.open(cookie);
        try {
            return content == null ? null : Protocol.of(content.text("by"));
        } catch (IllegalArgumentException e) {
            return null; // as below
        }
    }

    private @Nullable Person read(String cookie) {
        Sealer.Contents content = sealer.open(cookie);
        if (content == null) {
            return null;
        }
        try {
            List<Role> roles = content.texts("rol").stream()
                    .filter(knownRole)
                    .map(Role::new)
                    .toList();
            return new Person(
                    Pseudonym.read(Base64.getUrlDecoder().decode(content.text("per")), 0),
                    content.text("sub"),
                    roles.isEmpty() ? List.of(Role.AUTRE) : roles,
                    content.text("sid"),
                    Instant.ofEpochSecond(content.number("exp")));
        } catch (RuntimeException e) {
            return null; // sealed by us, but by a version that writes it otherwise
        }
    }
}

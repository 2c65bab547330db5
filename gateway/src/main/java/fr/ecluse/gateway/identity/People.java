package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what a provider says of somebody to a person: the pseudonym and the roles. Thread-safe. */
final class People {

    private static final Logger LOG = LoggerFactory.getLogger(People.class);
    private static final int LONGEST_SUBJECT = 255; // OpenID Connect Core §2
    private static final String BEARER = "bearer";

    private final Keyring keyring;
    private final @Nullable String personAttribute;
    private final Profiles profiles;
    private final IdentityListener listener;
    private final Map<String, Hourly> missingIsSaid = new ConcurrentHashMap<>();

    People(Keyring keyring, @Nullable String personAttribute, Profiles profiles, IdentityListener listener) {
        this.keyring = keyring;
        this.personAttribute = personAttribute;
        this.profiles = profiles;
        this.listener = listener;
    }

    /** The session that a login begins, and how it was done. */
    record Login(String session, Protocol by) {}

    /**
     * @param login null for a bearer token
     * @throws TokenRefusedException if the subject can't name anybody
     */
    Person person(
            String issuer, @Nullable String subject, Attributes attributes, @Nullable Login login, Instant expiresAt) {
        if (subject == null || !fitsAHeader(subject)) {
            throw new TokenRefusedException("subject");
        }
        List<Role> roles = profiles.roles(attributes);
        if (roles.isEmpty()) {
            listener.unmappedProfile();
            roles = List.of(Role.AUTRE);
        }
        String named = personAttribute == null ? null : attributes.first(personAttribute);
        if (personAttribute != null && named == null) {
            missing(personAttribute, login == null ? BEARER : login.by().word());
        }
        return new Person(
                named == null ? keyring.pseudonym(issuer, subject) : named(keyring, named),
                subject,
                roles,
                login == null ? null : login.session(),
                expiresAt);
    }

    /** Whether these attributes say all that can be asked: a role, and the person if an attribute names them. */
    boolean knowEnough(Attributes attributes) {
        return !profiles.roles(attributes).isEmpty()
                && (personAttribute == null || attributes.first(personAttribute) != null);
    }

    /** Nobody is kept out for it, but whoever comes by two ways is then two people. */
    private void missing(String attribute, String protocol) {
        listener.personAttributeMissing();
        if (missingIsSaid
                .computeIfAbsent(protocol, any -> new Hourly(Ticker.systemTicker()))
                .isDue()) {
            LOG.warn(
                    "event=person-attribute-missing protocol={} attribute={} effect=\"one person may hold two seats\"",
                    protocol,
                    attribute);
        }
    }

    /** The person whom the chosen attribute names, by whichever issuer. */
    static Pseudonym named(Keyring keyring, String value) {
        return keyring.pseudonym("attribute", value);
    }

    /** It is sent to the portal: no line break and no other control character may be smuggled in. */
    private static boolean fitsAHeader(String subject) {
        return !subject.isBlank()
                && subject.length() <= LONGEST_SUBJECT
                && subject.chars().noneMatch(Character::isISOControl);
    }
}

package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From what a provider says of somebody to a person: the pseudonym and the roles. Thread-safe. */
final class People {

    private static final int LONGEST_SUBJECT = 255; // OpenID Connect Core §2

    private final Keyring keyring;
    private final @Nullable String personAttribute;
    private final Profiles profiles;
    private final IdentityListener listener;

    People(Keyring keyring, @Nullable String personAttribute, Profiles profiles, IdentityListener listener) {
        this.keyring = keyring;
        this.personAttribute = personAttribute;
        this.profiles = profiles;
        this.listener = listener;
    }

    /**
     * @param session null for a bearer token
     * @throws TokenRefusedException if the subject can't name anybody
     */
    Person person(
            String issuer,
            @Nullable String subject,
            Attributes attributes,
            @Nullable String session,
            Instant expiresAt) {
        if (subject == null || !fitsAHeader(subject)) {
            throw new TokenRefusedException("subject");
        }
        List<Role> roles = profiles.roles(attributes);
        if (roles.isEmpty()) {
            listener.unmappedProfile();
            roles = List.of(Role.AUTRE);
        }
        return new Person(pseudonym(issuer, subject, attributes), subject, roles, session, expiresAt);
    }

    /** Whether these attributes say all that can be asked: a role, and the person if an attribute names them. */
    boolean knowEnough(Attributes attributes) {
        return !profiles.roles(attributes).isEmpty()
                && (personAttribute == null || attributes.first(personAttribute) != null);
    }

    private Pseudonym pseudonym(String issuer, String subject, Attributes attributes) {
        String named = personAttribute == null ? null : attributes.first(personAttribute);
        return named == null ? keyring.pseudonym(issuer, subject) : named(keyring, named);
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

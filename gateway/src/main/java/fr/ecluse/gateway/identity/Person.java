package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whose credential was verified.
 *
 * @param id the pseudonym: the person in the ledger, whatever the number of devices and tokens
 * @param user the subject or CAS user, as the portal knows it ({@code Ecluse-User}); never logged
 * @param roles every role of the policy that the profiles map to, in the order found, at least one
 * @param session the identifier of the cookie session, null for a bearer token: what a logout ends
 * @param expiresAt when the credential ends by itself
 */
public record Person(
        Pseudonym id,
        String user,
        List<Role> roles,
        @Nullable String session,
        Instant expiresAt) {

    public Person {
        roles = List.copyOf(roles);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("a person has at least the role autre");
        }
    }
}

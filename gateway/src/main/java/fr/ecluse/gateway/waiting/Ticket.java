package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;

/**
 * Somebody's place: who, in which lane, since when. What the browser holds is this, signed.
 *
 * @param person a browser's own number in the line before the login, where nobody knows who it is
 * @param arrivalMillis by the ledger's clock
 */
public record Ticket(Pseudonym person, Role lane, long arrivalMillis) {

    /** The line of those who have not logged in: no role can have this name. */
    public static final Role BEFORE_LOGIN = new Role("?");

    public boolean isBeforeLogin() {
        return lane.equals(BEFORE_LOGIN);
    }
}

package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;

/**
 * Somebody's place: who, in which lane, since when. What the browser holds is this, signed.
 *
 * @param arrivalMillis by the ledger's clock
 */
public record Ticket(Pseudonym person, Role lane, long arrivalMillis) {}

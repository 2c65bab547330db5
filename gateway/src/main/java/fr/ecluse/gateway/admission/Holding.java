package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;

/**
 * A seat as one node knows it, told to a ledger that may have lost it.
 *
 * @param age since it was taken
 * @param remaining until it expires, by what the ledger last confirmed; more than zero
 */
public record Holding(Pseudonym person, Role role, Duration age, Duration remaining) {}

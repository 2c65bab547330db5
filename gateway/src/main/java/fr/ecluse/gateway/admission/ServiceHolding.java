package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;

/**
 * A seat of a service as one node knows it, told to a ledger that may have lost it.
 *
 * @param remaining until it expires, by what the ledger last confirmed
 */
public record ServiceHolding(Pseudonym person, String service, Duration remaining) {}

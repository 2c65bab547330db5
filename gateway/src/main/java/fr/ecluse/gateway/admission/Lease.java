package fr.ecluse.gateway.admission;

import java.time.Duration;

/**
 * Seats that the ledger counts as taken because one node may give them on its own while the ledger is away.
 *
 * @param seats zero or more
 * @param lasts until the ledger counts them as free again, unless the lease is renewed
 * @param nodes how many nodes hold a lease now, this one included
 */
public record Lease(int seats, Duration lasts, int nodes) {}

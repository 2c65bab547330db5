package fr.ecluse.gateway.admission;

import java.time.Instant;

/**
 * Who changed what, when, from, to, why.
 *
 * @param at by the ledger's clock
 * @param by the name of the admin token
 * @param what such as {@code ceiling} or {@code seats/role/parent}
 * @param from the value before, as text
 * @param to the value after, as text
 */
public record AuditEntry(Instant at, String by, String what, String from, String to, String reason) {}

package fr.ecluse.gateway.admission;

/**
 * What the audit shall say of something that was done; when, the ledger says.
 *
 * @param by the name of the admin token
 * @param what such as {@code seats/role/parent}
 * @param from what there was before, as text
 * @param to what there is after, as text
 */
public record AuditNote(String by, String what, String from, String to, String reason) {}

package fr.ecluse.gateway.protection;

import fr.ecluse.gateway.settings.Network;

/**
 * Clients that an operator turns away.
 *
 * @param network one address or a range, named by its first address
 * @param untilMillis the end, exclusive, by the ledger's clock
 * @param by the name of the admin token
 * @param reason in one line
 */
public record Block(Network network, long untilMillis, String by, String reason) {}

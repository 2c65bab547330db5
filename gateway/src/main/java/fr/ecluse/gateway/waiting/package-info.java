/**
 * The waiting room: tickets, places, estimates and the pace of polls.
 *
 * <p>The lanes themselves live in the ledger; this package reads its census and answers from memory. It knows
 * admission and keys, no HTTP.
 */
@NullMarked
package fr.ecluse.gateway.waiting;

import org.jspecify.annotations.NullMarked;

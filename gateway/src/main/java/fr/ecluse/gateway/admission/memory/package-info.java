/**
 * The ledger of a gateway that runs alone: {@link fr.ecluse.gateway.admission.memory.MemoryLedger}.
 *
 * <p>The rules are plain single-threaded classes that are told the time; {@code MemoryLedger} is the thin shell with the
 * lock and the clock. What the scripts of {@code .redis} do, these classes do in the same order: one contract suite and
 * one differential test hold them together. Nothing here outlives the process.
 */
@NullMarked
package fr.ecluse.gateway.admission.memory;

import org.jspecify.annotations.NullMarked;

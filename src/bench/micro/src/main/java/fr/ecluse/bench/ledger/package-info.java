/**
 * What the ledger in Redis costs: commands, admissions a second, memory, and for how long Redis is ever busy with one thing.
 *
 * <p>Run by {@code src/bench/ledger}. The real {@code RedisLedger} and {@code Seats} on one side, a real Redis on the other;
 * nothing here knows a key or a script of theirs.
 */
@NullMarked
package fr.ecluse.bench.ledger;

import org.jspecify.annotations.NullMarked;

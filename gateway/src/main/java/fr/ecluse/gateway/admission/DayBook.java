package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What happened on each day, counted over all nodes of an ENT and kept for {@link #KEPT}.
 *
 * <p>Distinct people are counted by HyperLogLog (Flajolet et al. 2007; Ertl 2017): the standard error is 0.81 %, and nobody can
 * be found in it again. Everything else is counted exactly. Thread-safe; nothing blocks.
 */
public interface DayBook {

    /** After the last that was added to it, a day is forgotten. */
    Duration KEPT = Duration.ofDays(90);

    /**
     * Adds what a node has counted. A batch that comes again, or after a later one of its run, adds nothing.
     *
     * @return fails with {@link LedgerUnavailableException}: then nobody knows whether it was added, and it should come again as
     *     it is
     */
    Mono<Void> add(Batch batch);

    /**
     * Reads a day.
     *
     * @return empty if nothing was ever added to it, or it is no longer kept; fails with {@link LedgerUnavailableException}
     */
    Mono<DayTotals> read(LocalDate day);

    /**
     * What one node counted of one day since its batch before.
     *
     * @param run names the start of the node, unlike every other
     * @param number grows from batch to batch of a run, from 1
     * @param rules by the name of the rule that refused
     * @param peak null if there was no higher one than those reported before
     * @param missed people who could not be noted because the book was away for too long
     */
    record Batch(
            LocalDate day,
            String run,
            long number,
            Map<Role, RoleCounts> roles,
            Map<String, RuleCounts> rules,
            @Nullable Peak peak,
            long missed) {}

    /**
     * Of one role.
     *
     * @param tried who asked for a seat; {@code seated} is a part of them
     * @param visits seats newly taken
     */
    record RoleCounts(Set<Pseudonym> tried, Set<Pseudonym> seated, long visits, WaitHistogram waits) {}

    /** Of one rule: whom it refused, and how many requests that were. */
    record RuleCounts(Set<Pseudonym> persons, long requests) {}

    /**
     * The most seats that were taken at once.
     *
     * @param at by the clock of the node that saw it
     */
    record Peak(long sessions, Instant at) {}
}

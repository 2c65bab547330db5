package fr.ecluse.gateway.admission;

import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * The line before the login, of all nodes together: who the people are is not known yet, only when their browsers came.
 *
 * <p>Each node tells once a second what happened at its door, and hears how many logins it may begin until it tells again.
 * What the nodes may begin together in any time is no more than the rate for that time and two seconds more, and one login for each
 * node, which keeps an unused one until somebody comes. People are called in
 * the order in which they came, on whatever node, by a watermark over their arrivals: as many as keep the doors busy and a few
 * seconds' worth more, because some went away. Thread-safe; nothing blocks.
 */
public interface LoginBook {

    /** For so many seconds the people who are called may be ahead of the logins that begin. */
    int CALLED_AHEAD_SECONDS = 8;

    /** A node that has told nothing for so long has left its share to the others, in ms. */
    long SILENT_MILLIS = 3_000;

    /** @return fails with {@link LedgerUnavailableException}; a report that comes twice counts twice */
    Mono<Allowance> tell(Report report);

    /**
     * What happened at one node since it told last.
     *
     * @param node its name, of this run
     * @param perSecond the rate of all nodes together, as this node's settings say
     * @param knocked people who might have begun a login, whether they did or not
     * @param begun logins that began
     * @param arrivals people who joined the line, by the second they came in, ms of the ledger's clock
     */
    record Report(String node, int perSecond, long knocked, long begun, Map<Long, Long> arrivals) {

        public Report {
            arrivals = Map.copyOf(arrivals);
        }
    }

    /**
     * What the node may do until it tells again.
     *
     * @param ledgerMillis the clock of the line
     * @param logins how many it may begin
     * @param calledUntilMillis whoever came at or before that may begin one
     * @param knocked people who stood before all doors together in the last second
     * @param waiting people who came later, second by second, in order; those whose second the watermark has reached count less
     */
    record Allowance(long ledgerMillis, int logins, long calledUntilMillis, long knocked, List<Second> waiting) {

        public Allowance {
            waiting = List.copyOf(waiting);
        }
    }

    /** People who came within one second and are not called. */
    record Second(long millis, long people) {}
}

package fr.ecluse.gateway.console;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ten seconds of the past, as the stream writes them.
 *
 * @param at seconds since 1970, on the gateway's clock
 * @param ceiling in force; null, like {@code seats} and {@code waiting}: the ledger was not reached, so nobody knows
 * @param seats by role
 * @param waiting by role
 * @param admittedPerSecond decisions of this node, like the two after it
 * @param portal by service, as this node saw it
 * @param refusals requests refused today, by rule, on all nodes
 */
public record Point(
        long at,
        @Nullable Integer ceiling,
        @Nullable Map<String, Long> seats,
        @Nullable Map<String, Long> waiting,
        double admittedPerSecond,
        double waitingPerSecond,
        double refusedPerSecond,
        Map<String, Portal> portal,
        Map<String, Long> refusals) {

    /**
     * How a service answered.
     *
     * @param requests answered or not
     * @param p50Millis to the head of the answer; null, like {@code p95Millis}: nothing was answered
     * @param errors answers of 500 and above, and requests without any answer
     */
    public record Portal(
            long requests,
            @Nullable Double p50Millis,
            @Nullable Double p95Millis,
            long errors) {}
}

package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.admission.Census;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far this node's clock is ahead of the ledger's. No seat's life hangs on it, since the ledger counts them all; but the
 * hours of the rules and the dates of tokens are read on the node's clock, so nodes that differ let different people in.
 *
 * <p>Heard once a second by one thread; read by any.
 */
final class ClockMeter {

    /** Beyond this the operator is told. */
    static final Duration TOLERATED = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(ClockMeter.class);

    private final Clock clock;
    private volatile double aheadSeconds = Double.NaN;
    private boolean apart;

    /** @param clock the machine's own, not one that was moved for a trial */
    ClockMeter(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        Gauge.builder(Metrics.CLOCK_AHEAD, () -> aheadSeconds)
                .description("How far this node's clock is ahead of the ledger's, seconds; NaN: not known yet")
                .register(registry);
    }

    void census(Census census) {
        long aheadMillis = clock.millis() - census.ledgerMillis();
        aheadSeconds = aheadMillis / 1000.0;
        boolean nowApart = Math.abs(aheadMillis) > TOLERATED.toMillis();
        if (nowApart && !apart) {
            LOG.warn(
                    "event=clocks-apart ahead-of-ledger-seconds={} do=\"synchronise this machine's clock and Redis' (NTP):"
                            + " rules and tokens are judged by this one\"",
                    aheadSeconds);
        } else if (apart && !nowApart) {
            LOG.info("event=clocks-agree ahead-of-ledger-seconds={}", aheadSeconds);
        }
        apart = nowApart;
    }
}

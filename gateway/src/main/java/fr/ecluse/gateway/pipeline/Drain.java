package fr.ecluse.gateway.pipeline;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import reactor.core.scheduler.Scheduler;

/**
 * A node that is told to stop goes on for a while first: it says on both ports that it is not ready, and ends each connection with the answer
 * to what comes by it, so that the load balancer has turned to the others before nobody listens here any more. After that
 * the server itself ends what has begun ({@code server.shutdown: graceful}).
 *
 * <p>Thread-safe.
 */
final class Drain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private final Duration lasts;
    private final ApplicationEventPublisher events;
    private final Scheduler scheduler;
    private volatile boolean running;
    private volatile boolean draining;

    /** @param lasts zero: the server stops at once */
    Drain(Duration lasts, ApplicationEventPublisher events, Scheduler scheduler) {
        this.lasts = lasts;
        this.events = events;
        this.scheduler = scheduler;
    }

    /** Whether no more should come here. */
    boolean isDraining() {
        return draining;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop(Runnable done) {
        running = false;
        if (lasts.isZero()) {
            done.run();
            return;
        }
        draining = true;
        log.info("event=draining for={}s", lasts.toSeconds());
        AvailabilityChangeEvent.publish(events, this, ReadinessState.REFUSING_TRAFFIC);
        scheduler.schedule(done, lasts.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before anything else stops. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}

package fr.ecluse.gateway.rules;

import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Looks at the policy file again and again, so that a change applies within two seconds. */
public final class PolicyWatch implements AutoCloseable {

    /** Two looks must agree before a change counts: a change applies after one to two of these. */
    static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Scheduler scheduler = Schedulers.newSingle("policy-watch", true);
    private final Disposable task;

    public PolicyWatch(PolicyInForce policy) {
        this.task = scheduler.schedulePeriodically(
                policy::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        task.dispose();
        scheduler.dispose();
    }
}

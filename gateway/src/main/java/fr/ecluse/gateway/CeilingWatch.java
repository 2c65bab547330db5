package fr.ecluse.gateway;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the live ceiling is none that the policy in force would allow. It is kept: a changed file must not take seats away
 * in the storm for which they were given. For one thread, the census'.
 */
final class CeilingWatch {

    private static final Logger LOG = LoggerFactory.getLogger(CeilingWatch.class);

    private @Nullable Said said;

    private record Said(int sessions, int atLeast, int atMost) {}

    void observe(Census census) {
        CeilingState ceiling = census.ceiling();
        Said now = ceiling.isOutsideBounds() ? new Said(ceiling.sessions(), ceiling.atLeast(), ceiling.atMost()) : null;
        if (now != null && !now.equals(said)) {
            LOG.warn(
                    "event=ceiling-outside-bounds sessions={} at-least={} at-most={} do=\"it stays in force: set it within the"
                            + " bounds, clear it, or widen the policy's\"",
                    now.sessions,
                    now.atLeast,
                    now.atMost);
        }
        said = now;
    }
}

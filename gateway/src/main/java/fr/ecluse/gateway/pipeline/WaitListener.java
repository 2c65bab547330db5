package fr.ecluse.gateway.pipeline;

import fr.ecluse.policy.Role;
import java.time.Duration;

/** Hears of everybody who took a seat after a wait, on the event loop: must be quick and must not fail. */
@FunctionalInterface
public interface WaitListener {

    /** @param wait from joining the lane to taking the seat */
    void waited(Role role, Duration wait);
}

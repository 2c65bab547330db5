package fr.ecluse.gateway.upstream;

import java.time.Duration;

/** A request was not sent on, because what it asks for has as much to do as it can bear, or does not answer. */
public final class PortalOverloadedException extends RuntimeException {

    private final transient Duration retryAfter;

    public PortalOverloadedException(Duration retryAfter) {
        super("not sent on", null, false, false);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}

package fr.ecluse.gateway.protection;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Paces the logins that this node starts, before the identity provider feels them (resilience4j). Never waits: whoever comes
 * too soon is told at once.
 *
 * <p>The rate is this node's alone; with several nodes the provider sees the sum.
 */
public final class LoginGuard {

    private final @Nullable RateLimiter limiter;

    /** @param perSecond logins started a second; empty: as many as come */
    public LoginGuard(OptionalInt perSecond) {
        this.limiter = perSecond.isEmpty()
                ? null
                : RateLimiter.of(
                        "logins",
                        RateLimiterConfig.custom()
                                .limitForPeriod(perSecond.getAsInt())
                                .limitRefreshPeriod(Duration.ofSeconds(1))
                                .timeoutDuration(Duration.ZERO)
                                .build());
    }

    public boolean mayLogIn() {
        return limiter == null || limiter.acquirePermission();
    }
}

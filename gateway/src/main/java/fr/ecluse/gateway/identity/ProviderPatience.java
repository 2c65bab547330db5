package fr.ecluse.gateway.identity;

import java.time.Duration;

/**
 * How long an identity provider is waited for.
 *
 * @param step for a connection, and for anything at all to come over it
 * @param whole for a call from its beginning to its end
 */
public record ProviderPatience(Duration step, Duration whole) {

    public static final ProviderPatience USUAL = new ProviderPatience(Duration.ofSeconds(3), Duration.ofSeconds(6));
}

package fr.ecluse.gateway.admission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody sets the live ceiling.
 *
 * @param sessions within the policy's bounds, else the order is refused
 * @param endsIn falls back to the policy's ceiling after that; null: never by itself
 * @param expectedVersion the version that the order was decided on; null: whatever it is
 * @param by the name of the admin token
 * @param reason for the audit, never empty
 */
public record CeilingOrder(
        int sessions, @Nullable Duration endsIn, @Nullable Long expectedVersion, String by, String reason) {}

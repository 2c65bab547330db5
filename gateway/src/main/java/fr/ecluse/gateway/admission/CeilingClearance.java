package fr.ecluse.gateway.admission;

import org.jspecify.annotations.Nullable;

/**
 * Somebody gives the ceiling back to the policy.
 *
 * @param expectedVersion the version that the decision was made on; null: whatever it is
 * @param by the name of the admin token
 * @param reason for the audit
 */
public record CeilingClearance(@Nullable Long expectedVersion, String by, String reason) {}

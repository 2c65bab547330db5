package fr.ecluse.policy;

import java.util.OptionalInt;

/**
 * How many people may be in at once, and how far the people on call may move that number without a new policy.
 *
 * @param sessions simultaneous sessions, from {@code atLeast} to {@code atMost}
 * @param atLeast lowest ceiling a live change may set, 1 or more
 * @param atMost highest ceiling a live change may set; {@link Integer#MAX_VALUE} when the policy sets no upper bound
 * @param newPerSecond new sessions admitted a second; empty when not limited
 */
public record CeilingBounds(int sessions, int atLeast, int atMost, OptionalInt newPerSecond) {}

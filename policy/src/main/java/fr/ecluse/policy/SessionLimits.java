package fr.ecluse.policy;

import java.time.Duration;

/**
 * How long a seat lives.
 *
 * @param idle a seat unused this long is freed; 1 minute to 12 hours
 * @param longest counted from taking the seat; never shorter than {@code idle}
 */
public record SessionLimits(Duration idle, Duration longest) {}

package fr.ecluse.policy.week;

import java.time.Instant;

/** A stretch of time: the first instant is inside, the second outside. */
public record Stretch(Instant start, Instant end) {}

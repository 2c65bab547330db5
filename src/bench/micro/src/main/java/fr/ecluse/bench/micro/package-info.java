/**
 * What one request costs inside Écluse, step by step, in nanoseconds.
 *
 * <p>Run by {@code src/bench/jmh}. A figure here explains one of {@code src/bench/run}; it replaces none. Not null-marked:
 * JMH fills the fields of a state after it was made.
 */
package fr.ecluse.bench.micro;

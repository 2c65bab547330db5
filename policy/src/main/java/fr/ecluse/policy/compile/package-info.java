/**
 * Nodes to a {@link fr.ecluse.policy.Policy}, or to every issue at once: keys, values, bounds, and what they mean
 * together.
 *
 * <p>For the loader only. One class for each part of the file; none stops at its first error.
 */
@NullMarked
package fr.ecluse.policy.compile;

import org.jspecify.annotations.NullMarked;

/**
 * YAML text to nodes that know their place: bytes to characters, characters to a tree, and every fault of either kind
 * with its line and column.
 *
 * <p>For {@code compile} and the loader only. What a key means is not known here.
 */
@NullMarked
package fr.ecluse.policy.source;

import org.jspecify.annotations.NullMarked;

/**
 * The node-independent secrets: the keyring of the settings, what is derived from it, and the pseudonym of a person.
 *
 * <p>For identity, waiting and upstream. Knows no HTTP and no feature; a leaf that every feature may import.
 */
@NullMarked
package fr.ecluse.gateway.keys;

import org.jspecify.annotations.NullMarked;

/**
 * What Écluse is compared with, and the tokens of the load.
 *
 * <p>For the scripts of {@code src/bench}. Nothing here is part of the product, and nothing of the product is known here:
 * the bare gateway must have nothing on its class path but the gateway's starter.
 */
@NullMarked
package fr.ecluse.bench;

import org.jspecify.annotations.NullMarked;

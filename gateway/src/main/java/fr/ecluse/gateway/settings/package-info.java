/**
 * Everything under {@code ecluse.} in the gateway's settings: read once at the start, checked as a whole, then immutable.
 *
 * <p>For the wiring of every feature. What is wrong is one list in the user's words, never a stack trace. A leaf.
 */
@NullMarked
package fr.ecluse.gateway.settings;

import org.jspecify.annotations.NullMarked;

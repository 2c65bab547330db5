/**
 * The rule language of an académie: the facade and its vocabulary.
 *
 * <p>For the gateway and for the command line. Pure Java: nothing here knows Spring, Reactor, Netty or Redis, and
 * nothing reads a clock: every question carries its instant.
 */
@NullMarked
package fr.ecluse.policy;

import org.jspecify.annotations.NullMarked;

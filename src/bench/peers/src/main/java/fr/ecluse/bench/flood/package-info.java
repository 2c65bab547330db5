/**
 * A flood on loopback and those who must not notice it: pupils at a steady pace, a portal that can do only so much, and attackers from
 * as many addresses as one likes. Plain JDK, one thread each, so that they cost the measured machine as little as can be.
 */
@NullMarked
package fr.ecluse.bench.flood;

import org.jspecify.annotations.NullMarked;

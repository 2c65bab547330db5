/**
 * Écluse against the real thing: identity providers as portals run them, started as processes on loopback. Only {@code mvn verify
 * -Ppeers} runs these tests, and they fail, saying what to install, where a peer is missing. Nothing here imitates a provider:
 * that is what {@code trial} is for.
 */
package fr.ecluse.gateway.peers;

package fr.ecluse.gateway.identity;

import org.jspecify.annotations.Nullable;

/**
 * What a provider says of whoever logged in.
 *
 * @param issuer the provider: with the subject it names a person
 */
record LoginClaims(String issuer, @Nullable String subject, Attributes attributes) {}

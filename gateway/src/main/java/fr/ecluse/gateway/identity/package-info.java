/**
 * Who asks: bearer tokens, the session cookie, OIDC and CAS logins; and from the profiles of a person to the roles of the policy.
 *
 * <p>{@link fr.ecluse.gateway.identity.Identities} puts it together. The pipeline asks {@link
 * fr.ecluse.gateway.identity.Identifier} who somebody is and {@link fr.ecluse.gateway.identity.LoginDoors} to log them in; the
 * portal is told by {@link fr.ecluse.gateway.identity.Assertions}. Nothing outside this package knows nimbus. No seat, no
 * rule and no HTTP exchange here: what comes in are credentials, what goes out are outcomes.
 */
@NullMarked
package fr.ecluse.gateway.identity;

import org.jspecify.annotations.NullMarked;

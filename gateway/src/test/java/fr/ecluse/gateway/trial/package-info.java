/** What the tests of the whole gateway stand on: a portal, a token issuer, a clock that is moved by hand, and gateways
 * started as a user would. */
package fr.ecluse.gateway.trial;

/**
 * The policy in force: the watched file, its reloads, and each role's verdict of the moment.
 *
 * <p>For the pipeline and the admin side. Knows the policy module, no HTTP and no ledger.
 */
@NullMarked
package fr.ecluse.gateway.rules;

import org.jspecify.annotations.NullMarked;

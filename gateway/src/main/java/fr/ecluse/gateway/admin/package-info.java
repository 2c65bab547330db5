/**
 * The side of operators: the API on its own port, its tokens and its scopes.
 *
 * <p>{@link fr.ecluse.gateway.admin.AdminApi} is a bean of the gateway; {@link
 * fr.ecluse.gateway.admin.AdminPortConfiguration} serves it in Spring Boot's management context, beside health and
 * metrics, and nowhere else. Whoever changes something here is named in the ledger's audit. No visitor's request passes.
 */
@NullMarked
package fr.ecluse.gateway.admin;

import org.jspecify.annotations.NullMarked;

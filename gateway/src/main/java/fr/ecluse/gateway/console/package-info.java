/**
 * The console, a page for people on the admin port, and what it needs besides the admin API: a memory of the last two hours and
 * a stream of what happens now.
 *
 * <p>The page itself is a few files that need nothing from outside; everything it knows and does goes through the API. No token
 * is seen here: {@code admin} asks for it before the stream begins.
 */
@NullMarked
package fr.ecluse.gateway.console;

import org.jspecify.annotations.NullMarked;

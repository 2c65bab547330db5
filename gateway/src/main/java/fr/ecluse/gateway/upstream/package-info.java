/** What the portal receives: the headers that are stripped and set, and the bounded client. */
@NullMarked
package fr.ecluse.gateway.upstream;

import org.jspecify.annotations.NullMarked;

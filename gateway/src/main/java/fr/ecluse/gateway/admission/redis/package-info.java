/**
 * The ledger that all nodes of an ENT share: one Lua script per operation on Redis.
 *
 * <p>The only package that knows Lettuce and the keys. The rules are those of {@code .memory}; one contract suite and one
 * differential test hold them together.
 */
@NullMarked
package fr.ecluse.gateway.admission.redis;

import org.jspecify.annotations.NullMarked;

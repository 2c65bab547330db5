/** What the gateway stands on. */
@NullMarked
package fr.ecluse.gateway.platform;

import org.jspecify.annotations.NullMarked;

/** Before anything costs: connection caps, the throttle of clients, the guards of what we call. */
@NullMarked
package fr.ecluse.gateway.protection;

import org.jspecify.annotations.NullMarked;

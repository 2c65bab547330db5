/**
 * Every metric name, and what feeds it. Only this package knows Micrometer.
 *
 * <p>Features report through interfaces of their own; {@link fr.ecluse.gateway.telemetry.Metrics} has one for each. No
 * label ever takes a value from a visitor: words and operations are the code's, roles are the policy's.
 */
@NullMarked
package fr.ecluse.gateway.telemetry;

import org.jspecify.annotations.NullMarked;

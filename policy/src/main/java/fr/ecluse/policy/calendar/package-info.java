/**
 * Which days are school days, holidays and public holidays where: the bundled snapshot of the school calendar, and public
 * holidays by computation.
 *
 * <p>For the policy module. Nothing here calls anybody at run time, and nothing reads a clock.
 */
@NullMarked
package fr.ecluse.policy.calendar;

import org.jspecify.annotations.NullMarked;

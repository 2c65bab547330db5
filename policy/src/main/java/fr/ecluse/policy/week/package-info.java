/**
 * What a policy means to people: a week as a table, the difference between two policies, the answer to one question; as
 * values, as text for a terminal and as a page.
 *
 * <p>For the command line, the admin API and the console. It only asks {@link fr.ecluse.policy.Policy#verdict}: nothing here
 * decides anything, reads a clock or a file, or knows a terminal or HTTP.
 */
@NullMarked
package fr.ecluse.policy.week;

import org.jspecify.annotations.NullMarked;

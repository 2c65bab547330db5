/**
 * What a day of an ENT looks like to people: the report as JSON, as a table and as a page for the press.
 *
 * <p>For the admin API and the command line. It counts nothing itself ({@code .admission} does), asks nobody and reads no clock.
 */
@NullMarked
package fr.ecluse.gateway.report;

import org.jspecify.annotations.NullMarked;

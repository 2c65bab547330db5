/**
 * Seats and the ceiling: the port {@link fr.ecluse.gateway.admission.SeatLedger}, and what a node knows of it; and what
 * is counted of each day, in the port {@link fr.ecluse.gateway.admission.DayBook}.
 *
 * <p>A seat is (person, role, admittedAt, expiresAt). Nobody new is admitted while the ceiling's seats are taken,
 * whatever the number of nodes. No HTTP, no policy language, no Redis here: implementations live in {@code .memory} and
 * {@code .redis}.
 */
@NullMarked
package fr.ecluse.gateway.admission;

import org.jspecify.annotations.NullMarked;

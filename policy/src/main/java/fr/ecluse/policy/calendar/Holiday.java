package fr.ecluse.policy.calendar;

import java.time.LocalDate;

/**
 * A stretch of days, both ends inside.
 *
 * @param name as people call it, in French; may be empty
 * @param school false: no class on these days; true: they are taken out of the holidays again
 */
public record Holiday(LocalDate first, LocalDate last, String name, boolean school) {

    boolean contains(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }
}

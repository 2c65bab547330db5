package fr.ecluse.policy.calendar;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Days in a row, both ends inside. */
record Stretch(LocalDate first, LocalDate last) {

    boolean contains(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }

    /** The same days in order, stretches that overlap or touch made one. */
    static List<Stretch> joined(Collection<Stretch> stretches) {
        List<Stretch> joined = new ArrayList<>();
        for (Stretch next :
                stretches.stream().sorted(Comparator.comparing(Stretch::first)).toList()) {
            Stretch before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before == null || next.first.isAfter(before.last.plusDays(1))) {
                joined.add(next);
            } else if (next.last.isAfter(before.last)) {
                joined.set(joined.size() - 1, new Stretch(before.first, next.last));
            }
        }
        return List.copyOf(joined);
    }
}

package fr.ecluse.policy.calendar;

import fr.ecluse.policy.calendar.DataFile.Line;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The two data files: periods by calendar, territories by name. Their form is said at their heads; a file that is not of that
 * form is refused with the place of the fault.
 */
final class Snapshot {

    /** In the place of a calendar: there are no dates. */
    private static final String NO_DATES = "-";

    private static final Set<String> STATUSES = Set.of("confirmed", "unconfirmed");
    private static final int MOST_OWN_DAYS = 10;

    private static final Snapshot BUNDLED =
            new Snapshot(DataFile.bundled("school-calendar.txt"), DataFile.bundled("territories.txt"));

    private final Map<String, Stretch> covered = new HashMap<>();
    private final Map<String, List<Holiday>> periods = new HashMap<>();
    private final Map<String, Territory> byName = new LinkedHashMap<>();
    private final Map<String, Territory> byPlainName = new HashMap<>();
    private final LocalDate taken;

    static Snapshot bundled() {
        return BUNDLED;
    }

    /** @throws IllegalArgumentException with file and line if one of them is malformed */
    Snapshot(List<Line> calendar, List<Line> territories) {
        LocalDate snapshot = null;
        for (Line line : calendar) {
            switch (line.cell(0)) {
                case "snapshot" -> snapshot = snapshot(line, snapshot);
                case "covers" -> cover(line);
                default -> period(line);
            }
        }
        if (snapshot == null) {
            throw new IllegalArgumentException("no line says when the snapshot was taken");
        }
        taken = snapshot;
        territories.forEach(this::territory);
    }

    /** When it was taken. */
    LocalDate taken() {
        return taken;
    }

    /** The days it knows of a calendar; empty when it has no dates. */
    Optional<Stretch> covered(String calendar) {
        return Optional.ofNullable(covered.get(calendar));
    }

    /** Periods without class of a calendar; empty when it has no dates. */
    List<Holiday> periods(String calendar) {
        return Collections.unmodifiableList(periods.getOrDefault(calendar, List.of()));
    }

    /** By every name a territory has, as it is written in the file. */
    Map<String, Territory> territories() {
        return Collections.unmodifiableMap(byName);
    }

    Optional<Territory> territory(String plainName) {
        return Optional.ofNullable(byPlainName.get(plainName));
    }

    private static LocalDate snapshot(Line line, @Nullable LocalDate before) {
        line.expect(2, 2);
        if (before != null) {
            throw line.fault("a second \"snapshot\"");
        }
        return line.date(1);
    }

    private void cover(Line line) {
        line.expect(4, 4);
        Stretch stretch = new Stretch(line.date(2), line.date(3));
        if (stretch.first().isAfter(stretch.last())) {
            throw line.fault("it ends before it begins");
        }
        for (String calendar : line.names(1)) {
            if (covered.put(calendar, stretch) != null) {
                throw line.fault("\"" + calendar + "\" is covered twice");
            }
        }
    }

    private void period(Line line) {
        line.expect(5, 5);
        if (!STATUSES.contains(line.cell(4))) {
            throw line.fault("\"" + line.cell(4) + "\" is no status");
        }
        Holiday period = new Holiday(line.date(2), line.date(3).minusDays(1), line.cell(1), false);
        if (period.first().isAfter(period.last())) {
            throw line.fault("class begins again before it stops");
        }
        line.names(0).forEach(calendar -> add(calendar, period, line));
    }

    private void add(String calendar, Holiday period, Line line) {
        Stretch known = covered.get(calendar);
        if (known == null) {
            throw line.fault("no line before it covers \"" + calendar + "\"");
        }
        if (!known.contains(period.first()) || !known.contains(period.last())) {
            throw line.fault("\"" + calendar + "\" is not covered on these days");
        }
        List<Holiday> others = periods.computeIfAbsent(calendar, c -> new ArrayList<>());
        if (!others.isEmpty()
                && !period.first().isAfter(others.get(others.size() - 1).last())) {
            throw line.fault("it does not come after the period before it");
        }
        others.add(period);
    }

    private void territory(Line line) {
        line.expect(2, 2 + MOST_OWN_DAYS);
        String calendar = line.cell(1);
        if (!calendar.equals(NO_DATES) && !covered.containsKey(calendar)) {
            throw line.fault("no calendar \"" + calendar + "\"");
        }
        List<String> names = line.names(0);
        Territory territory = new Territory(names.get(0), calendar, publicHolidays(line));
        for (String name : names) {
            byName.put(name, territory);
            Territory before = byPlainName.put(Territory.plain(name), territory);
            if (before != null && before != territory) {
                throw line.fault("a second \"" + name + "\"");
            }
        }
    }

    private static PublicHolidays publicHolidays(Line line) {
        Map<MonthDay, String> own = new HashMap<>();
        boolean goodFriday = false;
        for (String cell : line.cells().subList(2, line.cells().size())) {
            if (cell.equals("good-friday")) {
                goodFriday = true;
                continue;
            }
            String[] dayAndName = cell.split(" ", 2);
            if (dayAndName.length < 2 || own.put(monthDay(dayAndName[0], line), dayAndName[1]) != null) {
                throw line.fault("\"" + cell + "\" is no public holiday");
            }
        }
        return new PublicHolidays(goodFriday, own);
    }

    private static MonthDay monthDay(String text, Line line) {
        try {
            return MonthDay.parse("--" + text);
        } catch (DateTimeException e) {
            throw line.fault("\"" + text + "\" is no day of the year");
        }
    }
}

package fr.ecluse.policy.calendar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The two data files: periods by calendar, territories by name. Read once. */
final class Snapshot {

    private static final String SEPARATOR = ";";

    private static final Snapshot BUNDLED = new Snapshot();

    private final Map<String, List<Holiday>> periods = new HashMap<>();
    private final Map<String, Territory> territories = new LinkedHashMap<>();
    private LocalDate taken = LocalDate.MIN;
    private LocalDate first = LocalDate.MAX;
    private LocalDate last = LocalDate.MIN;

    static Snapshot bundled() {
        return BUNDLED;
    }

    private Snapshot() {
        lines("school-calendar.txt").forEach(this::period);
        lines("territories.txt").forEach(this::territory);
    }

    /** When it was taken. */
    LocalDate taken() {
        return taken;
    }

    /** First day it knows of. */
    LocalDate first() {
        return first;
    }

    /** Last day it knows of. */
    LocalDate last() {
        return last;
    }

    /** Periods without class of a calendar; empty when the snapshot has none. */
    List<Holiday> periods(String calendar) {
        return periods.getOrDefault(calendar, List.of());
    }

    /** By every name a territory has, as it is written in the file. */
    Map<String, Territory> territories() {
        return territories;
    }

    private void period(String[] cells) {
        switch (cells[0]) {
            case "snapshot" -> taken = LocalDate.parse(cells[1]);
            case "covers" -> {
                first = LocalDate.parse(cells[1]);
                last = LocalDate.parse(cells[2]);
            }
            default -> {
                LocalDate back = LocalDate.parse(cells[3]);
                periods.computeIfAbsent(cells[0], calendar -> new ArrayList<>())
                        .add(new Holiday(LocalDate.parse(cells[2]), back.minusDays(1), cells[1], false));
            }
        }
    }

    private void territory(String[] cells) {
        String[] names = cells[0].split(",", -1);
        Set<MonthDay> own = new HashSet<>();
        boolean alsaceMoselle = false;
        for (int i = 2; i < cells.length; i++) {
            if (cells[i].equals("alsace-moselle")) {
                alsaceMoselle = true;
            } else {
                own.add(MonthDay.parse("--" + cells[i]));
            }
        }
        Territory territory = new Territory(names[0].strip(), cells[1], new PublicHolidays(alsaceMoselle, own));
        for (String name : names) {
            territories.put(name.strip(), territory);
        }
    }

    private static List<String[]> lines(String resource) {
        InputStream stream = Objects.requireNonNull(Snapshot.class.getResourceAsStream(resource), resource);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.strip().split("\\s*" + SEPARATOR + "\\s*", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

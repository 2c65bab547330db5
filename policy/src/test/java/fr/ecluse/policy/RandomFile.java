package fr.ecluse.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A policy file made at random: right, or with one value, key or item that is odd. Odd values are written so that YAML's core
 * schema reads what is written: no {@code 0x10}, {@code 1e3} or {@code True}, which the loader knows from {@code 16}, {@code 1000} and
 * {@code true}, and a schema does not.
 */
final class RandomFile {

    private static final List<String> ODD = List.of(
            "~",
            "null",
            "Null",
            "\"\"",
            "\"  \"",
            "[]",
            "[~]",
            "[[]]",
            "{}",
            "{a: b}",
            "0",
            "1",
            "-1",
            "100000000",
            "100000001",
            "99999999999",
            "\"52 000\"",
            "\" 52000 \"",
            "beaucoup",
            "true",
            "oui",
            "\"true\"",
            "24:00",
            "\"24:00\"",
            "\"25:00\"",
            "7:5",
            "\" 7:05 \"",
            "8h",
            "2026-02-29",
            "2028-02-29",
            "2100-02-29",
            "2026-11-31",
            "1999-12-31",
            "2000-01-01",
            "2101-01-01",
            "2026-11-24..2026-11-25",
            "\"2026-11-24 .. 2026-11-25\"",
            "2026-11-25..2026-11-24",
            "2026-11-24..",
            "101%",
            "080%",
            "\"100 %\"",
            "0%",
            "1000%",
            "59s",
            "60s",
            "43200s",
            "43201s",
            "720m",
            "721m",
            "12h",
            "13h",
            "000012h",
            "0000012h",
            "604800s",
            "604801s",
            "10080m",
            "10081m",
            "168h",
            "169h",
            "Parent",
            "eleve",
            "parents",
            "agent",
            "admit",
            "refuse",
            "finish",
            "mon",
            "[mon, sat]",
            "lundi",
            "[mon, lundi]",
            "[parent, autre]",
            "school-days",
            "{fr: Non}",
            "{FR: Non}",
            "{fr: ~}",
            "{fr: [Non]}",
            "{fr: Non, en: No}",
            "{franc: Non}",
            "a.b",
            "-",
            "é",
            "x".repeat(40),
            "x".repeat(41),
            "x".repeat(64),
            "x".repeat(65),
            "x".repeat(100),
            "x".repeat(101),
            "x".repeat(200),
            "x".repeat(201),
            "x".repeat(1000),
            "x".repeat(1001),
            "\"  " + "x".repeat(200) + "  \"");

    private static final List<String> DAYS = List.of(
            "mon", "tue", "wed", "thu", "fri", "sat", "sun", "weekdays", "weekend", "every-day", "public-holidays");

    private final Random random;
    private final boolean hasCalendar;
    private final boolean hasPriority;
    /** Counts down to the value that is made odd. */
    private int untilOdd;

    RandomFile(Random random) {
        this.random = random;
        this.hasCalendar = random.nextBoolean();
        this.hasPriority = random.nextBoolean();
        this.untilOdd = random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(40);
    }

    String yaml() {
        List<String> keys = new ArrayList<>();
        keys.add(entry("version", one("1", "\"1\"", "' 1'")));
        keys.add(entry("ent", one("Mon ENT", "12", "true", "\" ENT \"", "2026-11-24")));
        keys.add(entry("ceiling", this::ceiling));
        maybe(keys, "time-zone", one("Europe/Paris", "Indian/Reunion"));
        if (hasCalendar) {
            keys.add(entry("school-calendar", one("lyon", "Zone B", "Orléans Tours", "C")));
        }
        maybe(keys, "holidays", () -> list(this::holiday, random.nextInt(3)));
        if (hasPriority) {
            keys.add(entry("priority", this::priority));
        }
        maybe(keys, "services", this::services);
        maybe(keys, "session", this::session);
        maybe(keys, "rules", () -> list(this::rule, random.nextInt(4)));
        Collections.shuffle(keys, random);
        return String.join("\n", keys) + "\n";
    }

    private String ceiling() {
        List<String> keys =
                new ArrayList<>(List.of(entry("sessions", one("52000", "\"52000\"", "0052000", "\" 52000\""))));
        maybe(keys, "at-least", one("1", "10000", "60000"));
        maybe(keys, "at-most", one("144000", "100000000", "51999"));
        maybe(keys, "new-per-second", one("300", "1"));
        return mapping(keys);
    }

    private String session() {
        List<String> keys = new ArrayList<>();
        maybe(keys, "idle", one("90s", "10m", "12h", "\" 1m\"", "720m", "43200s"));
        maybe(keys, "longest", one("8h", "168h", "604800s", "1m", "0008h"));
        return mapping(keys);
    }

    private String services() {
        List<String> names = new ArrayList<>(List.of("messagerie", "notes", "12", "true", "\" a b \""));
        Collections.shuffle(names, random);
        return list(
                () -> mapping(List.of(
                        entry("name", one(names.remove(0))),
                        entry("sessions", one("8000", "\"8000\"", "10000000", "00001", "60000")))),
                1 + random.nextInt(names.size()));
    }

    private String priority() {
        List<String> roles =
                new ArrayList<>(List.of("eleve", "enseignant", "personnel", "parent", "autre", "agent", "12", "true"));
        Collections.shuffle(roles, random);
        return list(
                () -> {
                    List<String> keys = new ArrayList<>(List.of(entry("role", one(roles.remove(0)))));
                    maybe(keys, "admitted-below", one("100%", "0%", "\" 80% \"", "05%"));
                    return mapping(keys);
                },
                1 + random.nextInt(roles.size()));
    }

    private String holiday() {
        List<String> keys = new ArrayList<>(List.of(
                entry("from", one("2027-02-13", "2028-02-29")), entry("to", one("2028-03-01", "\" 2027-02-28\""))));
        maybe(keys, "name", one("Hiver", "12", "x".repeat(100)));
        maybe(keys, "school", one("true", "false", "\"true\""));
        return mapping(keys);
    }

    private String rule() {
        List<String> keys = new ArrayList<>();
        keys.add(entry(
                "name",
                one(
                        "r" + random.nextInt(100_000),
                        "-" + random.nextInt(100_000),
                        "\"" + random.nextInt(100_000) + "\"")));
        keys.add(entry("roles", one("parent", "[parent]", "[eleve, autre]", hasPriority ? "[agent]" : "[personnel]")));
        keys.add(entry("effect", one("refuse", "admit")));
        String day = DAYS.get(random.nextInt(DAYS.size()));
        maybe(
                keys,
                "days",
                hasCalendar ? one("school-days", "[holidays, mon]", day) : one(day, "[" + day + "]", "[mon, sat]"));
        maybe(keys, "dates", one("2026-11-24", "2026-09-01..2027-07-02", "\"2000-01-01 .. 2100-12-31\""));
        maybe(keys, "from", one("8:00", "\"08:00\"", "23:59", "0:00"));
        maybe(keys, "to", one("18:00", "\"24:00\"", "\" 6:30 \""));
        maybe(keys, "services", one("messagerie", "[messagerie, notes]", "[12, true]", "[\" a b \"]"));
        maybe(keys, "open-sessions", one("end", "finish"));
        maybe(keys, "message", one("Non.", "12", "{fr: Non., en: No.}", "{oci: Non.}", "\"" + "x".repeat(1000) + "\""));
        return mapping(keys);
    }

    private void maybe(List<String> keys, String key, Supplier<String> value) {
        if (random.nextInt(3) == 0) {
            keys.add(entry(key, value));
        }
    }

    private String entry(String key, Supplier<String> value) {
        if (untilOdd-- != 0) {
            return key + ": " + value.get();
        }
        return switch (random.nextInt(6)) {
            case 0 -> key + "x: " + value.get();
            case 1 -> "zz" + random.nextInt(1000) + ": " + value.get();
            default -> key + ": " + ODD.get(random.nextInt(ODD.size()));
        };
    }

    private Supplier<String> one(String... right) {
        return () -> right[random.nextInt(right.length)];
    }

    private static String list(Supplier<String> item, int count) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(item.get());
        }
        return "[" + String.join(", ", items) + "]";
    }

    private static String mapping(List<String> entries) {
        return "{" + String.join(", ", entries) + "}";
    }
}

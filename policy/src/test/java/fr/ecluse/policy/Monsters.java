package fr.ecluse.policy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files of a mebibyte, or five hundred rules, that were thought out to cost the loader as much as possible. */
public final class Monsters {

    private static final int BIG = 1 << 20;
    private static final String HEAD = "version: 1\nent: Monstre\nceiling: {sessions: 100}\n";

    private Monsters() {}

    /** By what is wrong with them; each is made when it is asked for. */
    public static Map<String, Supplier<String>> all() {
        Map<String, Supplier<String>> monsters = new LinkedHashMap<>();
        syntax(monsters);
        aliases(monsters);
        words(monsters);
        rules(monsters);
        return monsters;
    }

    /** Holds each of them against {@link LoaderFuzzer}, which the virtual machine must survive within the memory it was given. */
    public static void main(String[] arguments) {
        all().forEach((name, monster) -> {
            System.out.println(name);
            LoaderFuzzer.fuzzerTestOneInput(monster.get().getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void syntax(Map<String, Supplier<String>> monsters) {
        monsters.put("open brackets", () -> "[".repeat(BIG));
        monsters.put("open braces", () -> "{a: ".repeat(BIG / 4));
        monsters.put("lists in lists", () -> "- ".repeat(BIG / 2));
        monsters.put("keys in keys", () -> "? ".repeat(BIG / 2));
        monsters.put("one key", () -> "a:\n".repeat(BIG / 3));
        monsters.put("tabs that indent", () -> "\t\n".repeat(BIG / 2));
        monsters.put("tabs that do not", () -> "x\t\n".repeat(BIG / 3));
        monsters.put("one tab at the end", () -> "x ".repeat(BIG / 2 - 1) + "\t");
        monsters.put("commas", () -> "a,".repeat(BIG / 2));
        monsters.put("a list that is never closed", () -> "[" + "a,".repeat(BIG / 2 - 1));
        monsters.put("empty rules", () -> "rules: [" + "[],".repeat(BIG / 3 - 4));
        monsters.put("rules without keys", () -> "rules: [" + "{},".repeat(BIG / 3 - 4) + "]");
        monsters.put("rules without names", () -> "rules: [" + "{name: ~},".repeat(BIG / 10 - 4) + "]");
        monsters.put("one word", () -> "\"" + "a".repeat(BIG - 2) + "\"");
        monsters.put("escapes", () -> "a: \"" + "\\u0041".repeat(BIG / 6 - 4) + "\"");
        monsters.put("a block", () -> "a: |\n" + " x\n".repeat(BIG / 3 - 4));
        monsters.put("a folded block", () -> "a: >\n" + " x\n\n".repeat(BIG / 4 - 4));
        monsters.put("a sentence", () -> "a: " + "x ".repeat(BIG / 2 - 4));
        monsters.put("quotes", () -> "a: '" + "'".repeat(BIG - 4));
        monsters.put("empty lines", () -> "\n".repeat(BIG));
        monsters.put("spaces", () -> " ".repeat(BIG));
        monsters.put("a comment", () -> "#".repeat(BIG));
        monsters.put("comments", () -> "#\n".repeat(BIG / 2));
        monsters.put("bangs", () -> "!".repeat(BIG));
        monsters.put("documents", () -> "---\n".repeat(BIG / 4));
        monsters.put("directives", () -> "%YAML 1.2\n".repeat(1000));
        monsters.put("tag directives", () -> join(40_000, i -> "%TAG !" + i + "! t\n") + "---\na");
        monsters.put("colons", () -> ": ".repeat(BIG / 2));
        monsters.put("accents", () -> "é".repeat(BIG / 2));
        monsters.put("a line of hyphens before a colon", () -> "a: x\n   " + "-".repeat(BIG - 20) + "! b: c");
        monsters.put("keys longer than a line", () -> ("a".repeat(1000) + ": b\n").repeat(1000));
        monsters.put("faults on one line", () -> "{" + join(60_000, i -> "k" + i + ": b, ") + "}");
    }

    private static void aliases(Map<String, Supplier<String>> monsters) {
        monsters.put("anchors of nothing", () -> "&a ".repeat(BIG / 3));
        monsters.put("aliases of nothing", () -> "*a ".repeat(BIG / 3));
        monsters.put(
                "a bomb",
                () -> "a: &a [x,x,x,x,x,x,x,x,x]\n"
                        + join(
                                20,
                                i -> (char) ('b' + i) + ": &" + (char) ('b' + i) + " ["
                                        + ("*" + (char) ('a' + i) + ",").repeat(9) + "]\n"));
        monsters.put(
                "a long text again and again",
                () -> HEAD + "rules:\n  - name: &a \"" + "é ".repeat(200_000) + "\"\n    effect: refuse\n    roles: ["
                        + "*a, ".repeat(90_000) + "]\n");
        monsters.put(
                "a long service again and again",
                () -> HEAD + "rules:\n  - name: &a \"" + "a ".repeat(200_000)
                        + "\"\n    effect: refuse\n    roles: [parent]\n    services: [" + "*a, ".repeat(90_000)
                        + "]\n");
        monsters.put("anchors that collide", () -> "[" + join(24_000, i -> "&" + colliding(i) + " x, ") + "]");
    }

    private static void words(Map<String, Supplier<String>> monsters) {
        monsters.put("unknown keys near known ones", () -> join(49_000, i -> "ceil" + i + ": x\n"));
        monsters.put("roles", () -> HEAD + "priority: [" + join(32_000, i -> "{role: metier-" + i + "}, ") + "]\n");
        monsters.put(
                "roles that collide",
                () -> HEAD + "priority: [" + join(24_000, i -> "{role: " + colliding(i) + "},") + "]\n");
        monsters.put("a role of a mebibyte", () -> HEAD + "priority: [{role: " + "a".repeat(1_000_000) + "}]\n");
        monsters.put("unknown roles near known ones", () -> {
            String long40 = "a".repeat(36);
            String known = join(45, i -> "{role: " + long40 + String.format("%04d", i) + "}, ");
            String unknown = join(20_000, i -> long40 + "b" + String.format("%05d", i) + ", ");
            return HEAD + "priority: [" + known + "]\nrules: [{name: a, effect: refuse, roles: [" + unknown + "]}]\n";
        });
        monsters.put(
                "unknown days",
                () -> HEAD + "rules: [{name: a, effect: refuse, roles: [parent], days: ["
                        + join(90_000, i -> "jour" + i + ", ") + "]}]\n");
        monsters.put(
                "services",
                () -> HEAD + "rules: [{name: a, effect: refuse, roles: [parent], services: ["
                        + join(24_000, i -> colliding(i) + ", ") + "]}]\n");
        monsters.put(
                "languages",
                () -> HEAD + "rules: [{name: a, effect: refuse, roles: [parent], message: {"
                        + join(49_000, i -> "l" + i + ": a, ") + "}}]\n");
        for (String key : List.of("from", "to", "dates")) {
            monsters.put(
                    "spaces in " + key,
                    () -> HEAD + "rules: [{name: a, effect: refuse, roles: [parent], " + key + ": \"8:"
                            + " ".repeat(1_000_000) + "x\"}]\n");
        }
        monsters.put(
                "dots between dates",
                () -> HEAD + "rules: [{name: a, effect: refuse, roles: [parent], dates: \"" + ".".repeat(1_000_000)
                        + "\"}]\n");
        monsters.put("spaces in a duration", () -> HEAD + "session: {idle: \"8" + " ".repeat(1_000_000) + "x\"}\n");
        monsters.put(
                "spaces in a percentage",
                () -> HEAD + "priority: [{role: parent, admitted-below: \"8" + " ".repeat(1_000_000) + "x\"}]\n");
        monsters.put("digits", () -> "version: 1\nent: a\nceiling: {sessions: " + "9".repeat(1_000_000) + "}\n");
        monsters.put(
                "spaces in a number",
                () -> "version: 1\nent: a\nceiling: {sessions: \"1" + " 000".repeat(200_000) + "\"}\n");
    }

    private static void rules(Map<String, Supplier<String>> monsters) {
        Random random = new Random(20261121);
        monsters.put(
                "rules for everybody everywhere all the time",
                () -> fiveHundred(50, 16, i -> "", i -> hours(random), random));
        monsters.put(
                "long dates, holidays, roles, services",
                () -> fiveHundred(50, 16, i -> days(random) + ", " + dates(random), i -> hours(random), random));
        monsters.put(
                "long dates for one role", () -> fiveHundred(1, 0, i -> dates(random), i -> hours(random), random));
        monsters.put(
                "long dates for fifty roles",
                () -> fiveHundred(50, 0, i -> days(random) + ", " + dates(random), i -> hours(random), random));
        monsters.put("a thousand edges a day", () -> fiveHundred(50, 0, i -> dates(random), i -> slice(i), random));
        monsters.put(
                "two hundred services a rule",
                () -> fiveHundred(1, 190, i -> days(random), i -> hours(random), random));
        monsters.put(
                "exceptions that all cut one another",
                () -> fiveHundred(
                        1,
                        0,
                        i -> "",
                        i -> "from: \"%02d:%02d\", to: \"%02d:%02d\"".formatted(i / 60, i % 60, 12 + i / 60, i % 60),
                        random));
        monsters.put("rules that none gets to decide", () -> fiveHundred(1, 0, i -> "", i -> "", random));
    }

    /** Five hundred rules: some of so many roles and services, on days, at hours. */
    private static String fiveHundred(
            int roles, int services, IntFunction<String> days, IntFunction<String> hours, Random random) {
        String own = join(Math.max(0, roles - 5), i -> "{role: r" + i + "}, ");
        StringBuilder yaml = new StringBuilder(HEAD).append("school-calendar: lyon\n");
        yaml.append("holidays: [")
                .append(join(
                        200,
                        i -> "{from: " + date(i * 3) + ", to: " + date(i * 3 + 200) + ", school: " + (i % 2 == 0)
                                + "}, "))
                .append("]\n");
        yaml.append("priority: [{role: eleve}, {role: enseignant}, {role: personnel}, {role: parent}, {role: autre}, ")
                .append(own)
                .append("]\nrules:\n");
        for (int i = 0; i < 500; i++) {
            List<String> keys = new ArrayList<>();
            keys.add("name: " + "n".repeat(59) + "-" + i);
            keys.add("effect: " + (i % 2 == 0 ? "refuse" : "admit"));
            keys.add("roles: [parent" + join(roles - 5, r -> random.nextBoolean() ? ", r" + r : "") + "]");
            if (services > 0) {
                keys.add("services: [s"
                        + join(services, s -> random.nextBoolean() ? ", s" + random.nextInt(1000) + "-" + s : "")
                        + "]");
            }
            keys.add(days.apply(i));
            keys.add(hours.apply(i));
            keys.removeIf(String::isEmpty);
            yaml.append("  - {").append(String.join(", ", keys)).append("}\n");
        }
        return yaml.toString();
    }

    private static String days(Random random) {
        List<String> kinds = List.of("school-days", "holidays", "public-holidays", "mon", "wed", "sat", "sun");
        String some = kinds.stream().filter(kind -> random.nextBoolean()).collect(Collectors.joining(", "));
        return "days: [" + (some.isEmpty() ? "every-day" : some) + "]";
    }

    private static String dates(Random random) {
        int first = random.nextInt(790);
        return "dates: " + date(first - 795) + ".." + date(random.nextInt(795));
    }

    private static String date(int day) {
        return LocalDate.of(2026, 11, 21).plusDays(day).toString();
    }

    private static String hours(Random random) {
        int from = random.nextInt(1440);
        int to = (from + 1 + random.nextInt(1439)) % 1440;
        return "from: \"%02d:%02d\", to: \"%02d:%02d\"".formatted(from / 60, from % 60, to / 60, to % 60);
    }

    /** Two minutes of the day, so that the strip fills slowly. */
    private static String slice(int rule) {
        int from = rule * 2;
        return "from: \"%02d:%02d\", to: \"%02d:%02d\""
                .formatted(from / 60, from % 60, (from + 2) / 60, (from + 2) % 60);
    }

    /** Words of thirty characters that all have one hash: "an" and "c0" have the same. */
    private static String colliding(int number) {
        return join(15, bit -> (number >> bit & 1) == 0 ? "an" : "c0");
    }

    private static String join(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining());
    }
}

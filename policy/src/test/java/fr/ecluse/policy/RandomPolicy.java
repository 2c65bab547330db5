package fr.ecluse.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Policies that nobody would write, about parents and pupils, with every key that says whom, when and where. */
final class RandomPolicy {

    private static final List<String> CALENDARS = List.of("strasbourg", "lyon", "C", "Corse", "La Réunion");
    private static final List<String> DAYS = List.of(
            "mon",
            "tue",
            "wed",
            "thu",
            "fri",
            "sat",
            "sun",
            "weekdays",
            "weekend",
            "every-day",
            "school-days",
            "holidays",
            "public-holidays");
    private static final List<String> ROLES = List.of("[parent]", "[parent]", "[eleve]", "[eleve, parent]");
    private static final List<String> SERVICES = List.of("[notes]", "[agenda]", "[agenda, notes]");
    /** Hours at which rules meet one another, and at which clocks change. */
    private static final List<String> ROUND = List.of("00:00", "01:00", "02:00", "02:30", "03:00", "08:00", "18:00");

    private final StringBuilder yaml = new StringBuilder();
    private final Random random;

    private RandomPolicy(Random random) {
        this.random = random;
    }

    static String yaml(String zone, Random random) {
        RandomPolicy policy = new RandomPolicy(random);
        policy.head(zone);
        int rules = 1 + random.nextInt(7);
        for (int i = 0; i < rules; i++) {
            policy.rule(i);
        }
        return policy.yaml.toString();
    }

    private void head(String zone) {
        yaml.append("version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        yaml.append("school-calendar: ").append(one(CALENDARS)).append('\n');
        yaml.append("time-zone: ").append(zone).append('\n');
        if (random.nextBoolean()) {
            yaml.append("holidays:\n");
            for (int i = random.nextInt(4); i >= 0; i--) {
                LocalDate first = day();
                yaml.append("  - {from: %s, to: %s, school: %s}\n"
                        .formatted(first, first.plusDays(random.nextInt(40)), random.nextBoolean()));
            }
        }
        yaml.append("rules:\n");
    }

    private void rule(int index) {
        boolean refuse = random.nextInt(3) > 0;
        yaml.append("  - name: r").append(index).append('\n');
        key("roles", one(ROLES));
        key("effect", refuse ? "refuse" : "admit");
        if (refuse && random.nextBoolean()) {
            key("open-sessions", "finish");
        }
        if (random.nextInt(3) > 0) {
            key("days", days());
        }
        if (random.nextInt(3) == 0) {
            LocalDate first = day();
            key("dates", random.nextInt(3) == 0 ? "" + first : first + ".." + first.plusDays(random.nextInt(500)));
        }
        hours();
        if (random.nextInt(4) == 0) {
            key("services", one(SERVICES));
        }
    }

    private String days() {
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String word = one(DAYS);
            if (!words.contains(word)) {
                words.add(word);
            }
        }
        return words.toString();
    }

    private void hours() {
        String from = random.nextInt(3) > 0 ? hour() : "";
        String to = random.nextInt(3) == 0 ? "" : random.nextInt(8) == 0 ? "24:00" : hour();
        if (from.equals(to) || (from.isEmpty() && to.equals("00:00"))) {
            return;
        }
        if (!from.isEmpty()) {
            key("from", '"' + from + '"');
        }
        if (!to.isEmpty()) {
            key("to", '"' + to + '"');
        }
    }

    /** Early hours come often: that is when clocks change. */
    private String hour() {
        if (random.nextBoolean()) {
            return one(ROUND);
        }
        return "%02d:%02d"
                .formatted(random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt(24), random.nextInt(60));
    }

    private LocalDate day() {
        return LocalDate.of(2025, 11, 1).plusDays(random.nextInt(800));
    }

    private String one(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private void key(String key, String value) {
        yaml.append("    ").append(key).append(": ").append(value).append('\n');
    }
}

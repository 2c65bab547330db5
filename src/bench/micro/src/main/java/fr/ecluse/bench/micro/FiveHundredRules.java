package fr.ecluse.bench.micro;

import java.time.LocalDate;

/** Policies of as many rules as a file may have, of several shapes. */
public enum FiveHundredRules {
    /** One window again and again, for ever fewer services. */
    SAME_WINDOW {
        @Override
        String when(int rule) {
            return "days: weekdays, from: \"08:00\", to: \"18:00\", services: [s" + rule % 20 + "]";
        }
    },
    /** Every rule at hours of its own, on a day of its own. */
    ALL_DIFFERENT {
        @Override
        String when(int rule) {
            int from = rule * 7 % 1380;
            int to = from + 30 + rule % 30;
            return "days: [%s], from: \"%02d:%02d\", to: \"%02d:%02d\""
                    .formatted(DAYS[rule % 7], from / 60, from % 60, to / 60 % 24, to % 60);
        }
    },
    /** Stretches of dates that overlap. */
    DATES {
        @Override
        String when(int rule) {
            LocalDate first = LocalDate.of(2026, 9, 1).plusDays(rule / 2);
            return "dates: %s..%s, from: \"%02d:00\", to: \"%02d:30\""
                    .formatted(first, first.plusDays(30), rule % 20, rule % 20 + 2);
        }
    },
    /** School days, holidays and public holidays of an académie. */
    SCHOOL_TIME {
        @Override
        String when(int rule) {
            return "days: [%s], from: \"%02d:%02d\", to: \"18:00\""
                    .formatted(KINDS[rule % 3], rule / 30 % 17, rule % 60);
        }
    };

    private static final String[] DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    private static final String[] KINDS = {"school-days", "holidays", "public-holidays"};
    private static final String[] ROLES = {"parent", "parent, autre", "eleve, parent", "autre"};

    abstract String when(int rule);

    /** The file. */
    String yaml() {
        StringBuilder yaml = new StringBuilder(
                "version: 1\nent: ENT de mesure\nschool-calendar: lyon\nceiling: {sessions: 52000}\nrules:\n");
        for (int i = 0; i < 500; i++) {
            yaml.append("  - {name: r%d, roles: [%s], %s, effect: %s}\n"
                    .formatted(i, ROLES[i % 4], when(i), i % 5 == 0 ? "admit" : "refuse"));
        }
        return yaml.toString();
    }
}

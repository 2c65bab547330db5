package fr.ecluse.policy.week;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.SchoolTime;
import fr.ecluse.policy.Window;
import java.text.NumberFormat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** How days, hours, numbers and days off are told in one language, on one clock. */
record Phrases(Words words, Moments moments) {

    static Phrases of(Words words, ZoneId zone) {
        return new Phrases(words, new Moments(zone, words.locale()));
    }

    /** {@code du lundi au vendredi de 8 h à 18 h ; samedi toute la journée}. */
    String when(List<Stretch> stretches) {
        Timetable timetable = Timetable.of(stretches, moments.zone());
        List<String> parts = new ArrayList<>();
        for (Timetable.Group group : timetable.groups()) {
            parts.add(words.say("days-and-hours", namesOf(group.days()), hours(group.hours())));
        }
        for (Stretch other : timetable.others()) {
            parts.add(words.say("stretch", moments.say(other.start()), moments.say(other.end())));
        }
        return String.join(words.say("then"), parts);
    }

    /** Days of one week, by their names. */
    private String namesOf(List<LocalDate> days) {
        if (days.size() == DayOfWeek.values().length) {
            return words.say("days.all");
        }
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < days.size(); ) {
            int end = i;
            while (end + 1 < days.size()
                    && days.get(end + 1).equals(days.get(end).plusDays(1))) {
                end++;
            }
            run(days.subList(i, end + 1).stream().map(this::name).toList(), runs);
            i = end + 1;
        }
        return list(runs);
    }

    private void run(List<String> names, List<String> runs) {
        if (names.size() > 2) {
            runs.add(words.say("days.run", names.get(0), names.get(names.size() - 1)));
        } else {
            runs.addAll(names);
        }
    }

    private String name(LocalDate day) {
        return name(day.getDayOfWeek());
    }

    private String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, words.locale());
    }

    private String hours(List<Timetable.Hours> hours) {
        return list(hours.stream().map(this::hours).toList());
    }

    private String hours(Timetable.Hours hours) {
        if (hours.equals(Timetable.Hours.WHOLE_DAY)) {
            return words.say("hours.all");
        }
        String key = hours.to() <= hours.from() ? "hours.overnight" : "hours";
        return words.say(key, moments.hour(hours.from()), moments.hour(hours.to()));
    }

    /** {@code Sur le service « messagerie »}, and its own ceiling if it has one. */
    String onService(Policy policy, String service) {
        OptionalInt ceiling = policy.serviceCeiling(service);
        return ceiling.isEmpty()
                ? words.say("explain.on-service", service)
                : words.say("explain.on-capped-service", service, count(ceiling.getAsInt()));
    }

    /** {@code a, b et c}. */
    String list(List<String> items) {
        int last = items.size() - 1;
        return last < 1
                ? String.join("", items)
                : words.say("list.last", String.join(", ", items.subList(0, last)), items.get(last));
    }

    /** When a rule holds: {@code du lundi au vendredi, de 8 h à 18 h, du 1er septembre 2026 au 2 juillet 2027}. */
    String window(Window window) {
        LocalDate first = window.days().first();
        LocalDate last = window.days().last();
        Set<DayOfWeek> weekdays = window.days().weekdays();
        String days = days(weekdays, window.days().schoolTime());
        String hours = hours(new Timetable.Hours(window.fromMinute(), window.toMinute()));
        List<String> parts = new ArrayList<>(List.of(days, hours));
        if (first.equals(last) && weekdays.size() == DayOfWeek.values().length) {
            parts.set(0, words.say("dates.one", moments.date(first)));
        } else if (first.equals(last)) {
            parts.add(words.say("dates.one", moments.date(first)));
        } else if (!first.equals(LocalDate.MIN) || !last.equals(LocalDate.MAX)) {
            parts.add(words.say("dates", moments.date(first), moments.date(last)));
        }
        return String.join(", ", parts);
    }

    private String days(Set<DayOfWeek> weekdays, Set<SchoolTime> schoolTime) {
        if (weekdays.size() == DayOfWeek.values().length) {
            return words.say("days.every");
        }
        List<String> parts = new ArrayList<>();
        DayOfWeek start = DayOfWeek.MONDAY;
        while (weekdays.contains(start.minus(1)) && weekdays.contains(start)) {
            start = start.minus(1); // a run that goes over the end of the week is one run
        }
        List<DayOfWeek> sorted = Stream.iterate(start, day -> day.plus(1))
                .limit(DayOfWeek.values().length)
                .filter(weekdays::contains)
                .toList();
        for (int i = 0; i < sorted.size(); ) {
            int end = i;
            while (end + 1 < sorted.size()
                    && sorted.get(end + 1) == sorted.get(end).plus(1)) {
                end++;
            }
            run(sorted.subList(i, end + 1).stream().map(this::name).toList(), parts);
            i = end + 1;
        }
        for (SchoolTime kind : SchoolTime.values()) {
            if (schoolTime.contains(kind)) {
                parts.add(words.say("days." + kind));
            }
        }
        return list(parts);
    }

    /** What is to be known of a day, besides its date; maybe nothing. */
    List<String> about(Day day) {
        List<String> said = new ArrayList<>();
        if (day.publicHoliday() != null) {
            said.add(words.say("day.public-holiday", day.publicHoliday()));
        }
        if (day.holidays() != null) {
            said.add(
                    day.holidays().isEmpty()
                            ? words.say("day.some-holidays")
                            : words.say("day.holidays", day.holidays()));
        }
        ClockChange change = day.clockChange();
        if (change != null) {
            said.add(words.say("day.clock-change", moments.hour(change.before()), moments.hour(change.after())));
        }
        return said;
    }

    /** Which of these days no calendar knows, although rules ask; {@code ""}: none. */
    String guessed(List<Day> days) {
        List<LocalDate> guessed =
                days.stream().filter(Day::guessed).map(Day::date).toList();
        return guessed.isEmpty() ? "" : words.say("week.guessed", namesOf(guessed));
    }

    /** {@code lun. 23/11}. */
    String shortDay(LocalDate day) {
        return DateTimeFormatter.ofPattern("EEE dd/MM", words.locale()).format(day);
    }

    /** As a person in the administration calls them: {@code Élèves}; a role of the policy's own by its name. */
    String people(Role role) {
        String key = "role." + role.name();
        return words.has(key) ? words.say(key) : role.name();
    }

    String source(Rule rule) {
        return words.say("rule.source", rule.name(), rule.place());
    }

    String count(long number) {
        return NumberFormat.getIntegerInstance(words.locale()).format(number);
    }

    /** {@code 10 min}, {@code 8 h}, {@code 1 h 30 min}. */
    static String duration(Duration duration) {
        List<String> parts = new ArrayList<>();
        if (duration.toHours() > 0) {
            parts.add(duration.toHours() + " h");
        }
        if (duration.toMinutesPart() > 0) {
            parts.add(duration.toMinutesPart() + " min");
        }
        if (duration.toSecondsPart() > 0 || parts.isEmpty()) {
            parts.add(duration.toSecondsPart() + " s");
        }
        return String.join(" ", parts);
    }
}

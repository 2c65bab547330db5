package fr.ecluse.policy.week;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random policies in random weeks: what is told of them is compared with their verdicts, minute by minute. */
class WeekFuzzTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Those that the random policies speak of, but pupils, who are always spoken of with others. */
    private static final List<Role> ROLES = List.of(Role.PARENT, Role.AUTRE);

    private static final String[] DAYS = {
        "mon", "wed", "sat", "weekdays", "weekend", "every-day", "school-days", "holidays", "public-holidays"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Paris", "Indian/Reunion", "America/Miquelon", "Australia/Lord_Howe", "America/Havana"})
    void everyMinuteIsToldAsTheVerdictsHaveIt(String zone) {
        long seed = System.nanoTime();
        System.out.println("WeekFuzzTest zone=" + zone + " seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2; i++) {
            String before = yaml(zone, random);
            String after = random.nextInt(6) == 0 ? before : yaml(zone, random);
            String how = "seed " + seed + ", from\n" + before + "to\n" + after;
            Policy running = Samples.written(before);
            Week week = Week.of(Samples.written(after), random.nextInt(4) == 0 ? "notes" : null, first(zone, random));
            Difference difference = Difference.between(running, "avant", week);
            blocksAgree(week, how);
            changesAgree(running, week, difference, how);
            timetablesAgree(difference, week, how);
            nothingChangesBeforeTheLaterChange(running, week, difference, how);
            answersHold(week, random, how);
        }
    }

    private static void blocksAgree(Week week, String how) {
        ROLES.forEach(role -> {
            List<List<Block>> days = Objects.requireNonNull(week.roles().get(role));
            Instant expected = week.span().start();
            for (List<Block> day : days) {
                for (Block block : day) {
                    assertThat(block.start()).as(how).isEqualTo(expected);
                    for (Instant at = block.start(); at.isBefore(block.end()); at = at.plus(MINUTE)) {
                        Verdict verdict = week.policy().verdict(role, week.service(), at);
                        if (block.access() != access(verdict) || block.rule() != rule(verdict)) {
                            throw new AssertionError(block + " for " + role + " at " + at + ", " + how);
                        }
                    }
                    expected = block.end();
                }
            }
            assertThat(expected).as(how).isEqualTo(week.span().end());
        });
    }

    private static void changesAgree(Policy running, Week week, Difference difference, String how) {
        for (Role role : ROLES) {
            for (Instant at = week.span().start(); at.isBefore(week.span().end()); at = at.plus(MINUTE)) {
                Instant now = at;
                List<Direction> told = difference.changes().stream()
                        .filter(change -> Objects.equals(change.service(), week.service()))
                        .filter(change -> change.roles().contains(role) && covers(change.when(), now))
                        .map(Change::direction)
                        .toList();
                Direction expected = direction(
                        running.verdict(role, week.service(), at), week.policy().verdict(role, week.service(), at));
                if (!told.equals(expected == null ? List.of() : List.of(expected))) {
                    throw new AssertionError(told + " for " + role + " at " + at + ", " + how);
                }
            }
        }
        for (Change change : difference.changes()) {
            for (int i = 1; i < change.when().size(); i++) {
                assertThat(change.when().get(i - 1).end())
                        .as(how)
                        .isBefore(change.when().get(i).start());
            }
        }
    }

    /** Days and hours mean the stretches they were made from. */
    private static void timetablesAgree(Difference difference, Week week, String how) {
        ZoneId zone = week.policy().timeZone();
        for (Change change : difference.changes()) {
            Timetable timetable = Timetable.of(change.when(), zone);
            for (Instant at = week.span().start(); at.isBefore(week.span().end()); at = at.plus(MINUTE)) {
                LocalDateTime wall = LocalDateTime.ofInstant(at, zone);
                boolean told = covers(timetable.others(), at)
                        || timetable.groups().stream().anyMatch(group -> covers(group, wall));
                if (told != covers(change.when(), at)) {
                    throw new AssertionError(timetable + " at " + at + ", " + how);
                }
            }
        }
    }

    private static boolean covers(Timetable.Group group, LocalDateTime wall) {
        int minute = wall.getHour() * 60 + wall.getMinute();
        LocalDate day = wall.toLocalDate();
        return group.hours().stream().anyMatch(hours -> {
            boolean overnight = hours.to() <= hours.from();
            boolean today = group.days().contains(day) && minute >= hours.from() && (overnight || minute < hours.to());
            return today || (overnight && group.days().contains(day.minusDays(1)) && minute < hours.to());
        });
    }

    private static void nothingChangesBeforeTheLaterChange(
            Policy running, Week week, Difference difference, String how) {
        Difference.Later later = difference.later();
        if (!difference.changes().isEmpty()) {
            assertThat(later).as(how).isNull();
            return;
        }
        Instant end = later == null ? difference.searchedUntil() : later.at();
        Instant looked = week.span().end().plus(Duration.ofDays(8));
        for (Role role : ROLES) {
            for (Instant at = week.span().end(); at.isBefore(end) && at.isBefore(looked); at = at.plus(MINUTE)) {
                Verdict before = running.verdict(role, week.service(), at);
                if (direction(before, week.policy().verdict(role, week.service(), at)) != null) {
                    throw new AssertionError("before " + later + " for " + role + " at " + at + ", " + how);
                }
            }
        }
        if (later != null) {
            assertThat(direction(
                            running.verdict(later.role(), later.service(), later.at()),
                            week.policy().verdict(later.role(), later.service(), later.at())))
                    .as(how)
                    .isNotNull();
        }
    }

    private static void answersHold(Week week, Random random, String how) {
        Instant at = week.span().start().plus(Duration.ofMinutes(random.nextInt(7 * 24 * 60)));
        Answer answer = Answer.of(week.policy(), Role.PARENT, week.service(), at);
        Instant looked = at.plus(Duration.ofDays(8));
        for (Instant t = at; t.isBefore(answer.until()) && t.isBefore(looked); t = t.plus(MINUTE)) {
            Verdict verdict = week.policy().verdict(Role.PARENT, week.service(), t);
            assertThat(access(verdict)).as("at %s, %s", t, how).isEqualTo(answer.access());
            if (answer.access() != Access.ADMITTED) {
                assertThat(rule(verdict)).as("at %s, %s", t, how).isEqualTo(answer.rule());
            }
        }
        if (answer.changes()) {
            Verdict next = week.policy().verdict(Role.PARENT, week.service(), answer.until());
            assertThat(access(next) == answer.access()
                            && (answer.access() == Access.ADMITTED || Objects.equals(rule(next), answer.rule())))
                    .as("until %s, %s", answer.until(), how)
                    .isFalse();
        }
        if (answer.rule() != null) {
            assertThat(answer.window()).as(how).isNotNull();
            assertThat(answer.window().contains(at)).as(how).isTrue();
        }
    }

    private static boolean covers(Collection<Stretch> stretches, Instant at) {
        return stretches.stream().anyMatch(s -> !at.isBefore(s.start()) && at.isBefore(s.end()));
    }

    /** In its own words, so that a slip in the real one is seen. */
    private static @Nullable Direction direction(Verdict before, Verdict after) {
        String pair = access(before) + ">" + access(after);
        return switch (pair) {
            case "ADMITTED>REFUSED" -> Direction.REFUSED;
            case "ADMITTED>REFUSED_TO_NEWCOMERS" -> Direction.NEWCOMERS_REFUSED;
            case "REFUSED_TO_NEWCOMERS>REFUSED" -> Direction.MUST_LEAVE;
            case "REFUSED_TO_NEWCOMERS>ADMITTED" -> Direction.NEWCOMERS_ADMITTED;
            case "REFUSED>ADMITTED" -> Direction.ADMITTED;
            case "REFUSED>REFUSED_TO_NEWCOMERS" -> Direction.MAY_FINISH;
            case "ADMITTED>ADMITTED" -> null;
            default -> {
                boolean same = Objects.requireNonNull(rule(before))
                        .text()
                        .equals(Objects.requireNonNull(rule(after)).text());
                yield same ? null : Direction.OTHER_MESSAGE;
            }
        };
    }

    private static Access access(Verdict verdict) {
        return verdict instanceof Verdict.Admitted
                ? Access.ADMITTED
                : verdict instanceof Verdict.Refused ? Access.REFUSED : Access.REFUSED_TO_NEWCOMERS;
    }

    private static @Nullable Rule rule(Verdict verdict) {
        return verdict instanceof Verdict.Admitted admitted
                ? admitted.rule()
                : verdict instanceof Verdict.Refused refused
                        ? refused.rule()
                        : ((Verdict.RefusedToNewcomers) verdict).rule();
    }

    /** Often a week in which the clocks change. */
    private static LocalDate first(String zone, Random random) {
        LocalDate any = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(700));
        var transition = ZoneId.of(zone)
                .getRules()
                .nextTransition(any.atStartOfDay(ZoneId.of(zone)).toInstant());
        return transition == null || random.nextBoolean()
                ? any
                : transition.getDateTimeBefore().toLocalDate().minusDays(random.nextInt(7));
    }

    private static String yaml(String zone, Random random) {
        StringBuilder yaml =
                new StringBuilder("version: 1\nent: Essai\nceiling: {sessions: 10}\nschool-calendar: strasbourg\n"
                        + "time-zone: " + zone + "\nrules:\n");
        int rules = 1 + random.nextInt(4);
        for (int i = 0; i < rules; i++) {
            yaml.append("  - {name: r").append(i).append(", roles: [");
            yaml.append(random.nextInt(4) == 0 ? "autre, eleve" : "parent").append("], effect: ");
            yaml.append(random.nextInt(3) > 0 ? "refuse" : "admit");
            if (yaml.charAt(yaml.length() - 1) == 'e') {
                yaml.append(random.nextBoolean() ? ", open-sessions: finish" : "");
                yaml.append(random.nextInt(3) == 0 ? ", message: m" + random.nextInt(2) : "");
            }
            if (random.nextInt(3) > 0) {
                yaml.append(", days: ").append(DAYS[random.nextInt(DAYS.length)]);
            }
            if (random.nextInt(3) > 0) {
                yaml.append(", from: \"").append(hour(random, 1)).append('"');
            }
            if (random.nextInt(3) > 0) {
                yaml.append(", to: \"").append(hour(random, 0)).append('"');
            }
            yaml.append(random.nextInt(5) == 0 ? ", services: [notes]" : "").append("}\n");
        }
        return yaml.toString();
    }

    /** Early hours come often: that is when clocks change. Odd minutes begin and even ones end, so that both differ. */
    private static String hour(Random random, int parity) {
        int hour = random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt(24);
        int minute = random.nextBoolean() ? parity : 2 * random.nextInt(30) + parity;
        return hour + minute == 0 ? "24:00" : String.format("%02d:%02d", hour, minute);
    }
}

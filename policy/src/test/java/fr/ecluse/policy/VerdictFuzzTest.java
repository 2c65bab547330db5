package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random policies, read by the loader, judged by the edges and minute by minute: both must agree. */
class VerdictFuzzTest {

    private static final String[] DAYS = {
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
        "public-holidays"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Paris",
                "Indian/Reunion",
                "America/Miquelon",
                "Pacific/Noumea",
                // Its clocks change by half an hour; the next one's at midnight.
                "Australia/Lord_Howe",
                "America/Havana"
            })
    void verdictsAgreeWithAMinuteByMinuteReading(String zone) {
        long seed = System.nanoTime();
        System.out.println("VerdictFuzzTest zone=" + zone + " seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 25; i++) {
            String yaml = policy(zone, random);
            Policy policy =
                    ((Loaded.Valid) PolicyLoader.load("p.yaml", yaml.getBytes(StandardCharsets.UTF_8))).policy();
            for (Instant start : starts(ZoneId.of(zone), random)) {
                compare(policy, start, "seed " + seed + "\n" + yaml, random);
            }
        }
    }

    /** Hours around a change of the clocks when the zone has some, and around any moment of two years. */
    private static List<Instant> starts(ZoneId zone, Random random) {
        List<Instant> starts = new ArrayList<>();
        Instant any = Instant.parse("2026-01-01T00:00:00Z").plus(random.nextInt(2 * 365 * 24 * 60), ChronoUnit.MINUTES);
        starts.add(any);
        var transition = zone.getRules().nextTransition(any);
        if (transition != null) {
            starts.add(transition.getInstant().minus(Duration.ofHours(30)));
        }
        return starts;
    }

    private static void compare(Policy policy, Instant start, String how, Random random) {
        NaiveInterpreter naive = new NaiveInterpreter(policy.timeZone(), policy.rules());
        String service = random.nextInt(3) == 0 ? "notes" : null;
        Verdict last = null;
        for (int minute = 0; minute < 48 * 60; minute += 1 + random.nextInt(3)) {
            Instant at = start.plus(minute, ChronoUnit.MINUTES);
            Rule expected = naive.inForce(Role.PARENT, service, at);
            if (last != null && at.isBefore(last.until())) {
                assertThat(ruleOf(last))
                        .as("kept until its edge, at %s, %s", at, how)
                        .isEqualTo(expected);
            } else {
                last = policy.verdict(Role.PARENT, service, at);
                check(naive, last, expected, service, at, how);
            }
        }
    }

    private static void check(
            NaiveInterpreter naive,
            Verdict verdict,
            @Nullable Rule expected,
            @Nullable String service,
            Instant at,
            String how) {
        assertThat(ruleOf(verdict)).as("at %s, %s", at, how).isEqualTo(expected);
        assertThat(verdict.until()).as("at %s, %s", at, how).isAfter(at);
        boolean welcome = expected == null || expected.effect() == Effect.ADMIT;
        assertThat(verdict instanceof Verdict.Admitted).isEqualTo(welcome);
        if (!welcome) {
            Instant since =
                    verdict instanceof Verdict.Refused r ? r.since() : ((Verdict.RefusedToNewcomers) verdict).since();
            Instant reopens = verdict instanceof Verdict.Refused r
                    ? r.reopensAt()
                    : ((Verdict.RefusedToNewcomers) verdict).reopensAt();
            assertThat(reopens)
                    .as("reopening after %s, %s", at, how)
                    .isEqualTo(naive.reopening(Role.PARENT, service, at));
            assertThat(since).as("since, at %s, %s", at, how).isBeforeOrEqualTo(at);
            assertThat(naive.inForce(Role.PARENT, service, since))
                    .as("since, at %s, %s", at, how)
                    .isEqualTo(expected);
        }
    }

    private static @Nullable Rule ruleOf(Verdict verdict) {
        if (verdict instanceof Verdict.Admitted admitted) {
            return admitted.rule();
        }
        return verdict instanceof Verdict.Refused refused
                ? refused.rule()
                : ((Verdict.RefusedToNewcomers) verdict).rule();
    }

    private static String policy(String zone, Random random) {
        StringBuilder yaml = new StringBuilder(
                "version: 1\nent: Essai\nceiling: {sessions: 10}\nschool-calendar: strasbourg\ntime-zone: " + zone
                        + "\nrules:\n");
        int rules = 1 + random.nextInt(6);
        for (int i = 0; i < rules; i++) {
            boolean refuse = random.nextInt(3) > 0;
            yaml.append("  - name: r")
                    .append(i)
                    .append("\n    roles: [")
                    .append(random.nextInt(4) == 0 ? "eleve" : "parent");
            yaml.append("]\n    effect: ").append(refuse ? "refuse" : "admit").append('\n');
            if (refuse && random.nextBoolean()) {
                yaml.append("    open-sessions: finish\n");
            }
            if (random.nextInt(3) > 0) {
                yaml.append("    days: [")
                        .append(DAYS[random.nextInt(DAYS.length)])
                        .append("]\n");
            }
            if (random.nextInt(3) == 0) {
                LocalDate first = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(700));
                yaml.append("    dates: ")
                        .append(first)
                        .append("..")
                        .append(first.plusDays(random.nextInt(60)))
                        .append('\n');
            }
            if (random.nextInt(3) > 0) {
                yaml.append("    from: \"").append(hour(random, 1)).append("\"\n");
            }
            if (random.nextInt(3) > 0) {
                yaml.append("    to: \"").append(hour(random, 0)).append("\"\n");
            }
            if (random.nextInt(4) == 0) {
                yaml.append("    services: [notes]\n");
            }
        }
        return yaml.toString();
    }

    /** Early hours come often: that is when clocks change. Odd minutes begin and even ones end, so that both differ. */
    private static String hour(Random random, int parity) {
        int hour = random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt(24);
        int minute = 2 * random.nextInt(30) + parity;
        return hour + minute == 0 ? "24:00" : String.format("%02d:%02d", hour, minute);
    }

    @Test
    void aVerdictKeptTwoYearsLongIsNeverStale() {
        String yaml = "version: 1\nent: Essai\nceiling: {sessions: 10}\nrules:\n"
                + "  - {name: a, roles: [parent], days: weekdays, dates: 2026-09-01..2027-07-02, from: 8:00, to: 18:00, effect: refuse}\n";
        Policy policy = ((Loaded.Valid) PolicyLoader.load("p.yaml", yaml.getBytes(StandardCharsets.UTF_8))).policy();
        Instant at = LocalDateTime.parse("2026-01-01T00:00")
                .atZone(policy.timeZone())
                .toInstant();
        List<Verdict> verdicts = Stream.iterate(
                        policy.verdict(Role.PARENT, null, at), v -> policy.verdict(Role.PARENT, null, v.until()))
                .takeWhile(v -> !v.until().equals(Instant.MAX))
                .toList();
        long weekdays = LocalDate.of(2026, 9, 1)
                .datesUntil(LocalDate.of(2027, 7, 3))
                .filter(day -> day.getDayOfWeek().getValue() <= 5)
                .count();
        assertThat(verdicts.stream().filter(Verdict.Refused.class::isInstance).count())
                .isEqualTo(weekdays);
        assertThat(verdicts).hasSize((int) (2 * weekdays));
    }
}

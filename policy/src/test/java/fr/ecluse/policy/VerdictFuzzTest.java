package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random policies, read by the loader, judged by their edges and minute by minute over two years: both must agree. */
class VerdictFuzzTest {

    private static final LocalDate FROM = LocalDate.of(2026, 1, 1);
    private static final LocalDate TO = LocalDate.of(2028, 1, 1);
    private static final int POLICIES_IN_A_ZONE = 3;
    /** Beside the questions at edges, about one in so many minutes is asked about anew. */
    private static final int BETWEEN_QUESTIONS = 500;

    /** The parts of a verdict, whatever its kind. */
    private record Parts(
            @Nullable Rule rule,
            boolean welcome,
            boolean newcomersOnly,
            @Nullable Instant since,
            @Nullable Instant reopensAt) {

        static Parts of(Verdict verdict) {
            if (verdict instanceof Verdict.Refused refused) {
                return new Parts(refused.rule(), false, false, refused.since(), refused.reopensAt());
            }
            if (verdict instanceof Verdict.RefusedToNewcomers refused) {
                return new Parts(refused.rule(), false, true, refused.since(), refused.reopensAt());
            }
            return new Parts(((Verdict.Admitted) verdict).rule(), true, false, null, null);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Paris",
                "Indian/Reunion",
                "America/Miquelon",
                "Pacific/Noumea",
                // Its clocks change by half an hour; the next one's at midnight.
                "Australia/Lord_Howe",
                "America/Havana",
                // It goes back from midnight to the evening before.
                "America/Santiago"
            })
    void verdictsAgreeWithAMinuteByMinuteReading(String zone) {
        long seed = System.nanoTime();
        System.out.println("VerdictFuzzTest zone=" + zone + " seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < POLICIES_IN_A_ZONE; i++) {
            String yaml = RandomPolicy.yaml(zone, random);
            Loaded loaded = PolicyLoader.load("p.yaml", yaml.getBytes(StandardCharsets.UTF_8));
            String how = "seed " + seed + "\n" + yaml;
            assertThat(loaded).as(how).isInstanceOf(Loaded.Valid.class);
            Policy policy = ((Loaded.Valid) loaded).policy();
            NaiveInterpreter naive = new NaiveInterpreter(policy.timeZone(), policy.rules(), FROM, TO);
            compare(policy, naive, random.nextBoolean() ? Role.PARENT : Role.ELEVE, null, how, random);
            compare(policy, naive, Role.PARENT, random.nextBoolean() ? "notes" : "agenda", how, random);
        }
    }

    private static void compare(
            Policy policy, NaiveInterpreter naive, Role role, @Nullable String service, String how, Random random) {
        NaiveInterpreter.Visitor visitor = naive.visitor(role, service);
        int end = naive.minute(TO.atStartOfDay(policy.timeZone()).toInstant());
        Rule kept = null;
        int until = 0;
        int between = 0;
        for (int minute = naive.minute(FROM.atStartOfDay(policy.timeZone()).toInstant()); minute < end; minute++) {
            if (minute >= until) {
                Verdict verdict = policy.verdict(role, service, naive.at(minute));
                check(naive, visitor, verdict, naive.at(minute), role + " " + service + ", " + how);
                kept = Parts.of(verdict).rule();
                until = verdict.until().isBefore(naive.at(end)) ? naive.minute(verdict.until()) : end;
            } else if (kept != visitor.inForce(minute)) {
                assertThat(kept)
                        .as("kept until its edge, at %s: %s %s, %s", naive.at(minute), role, service, how)
                        .isEqualTo(visitor.inForce(minute));
            } else if (minute >= between) {
                between = minute + random.nextInt(2 * BETWEEN_QUESTIONS);
                Instant at = naive.at(minute).plusMillis(random.nextInt(60_000));
                check(naive, visitor, policy.verdict(role, service, at), at, role + " " + service + ", " + how);
            }
        }
    }

    private static void check(
            NaiveInterpreter naive, NaiveInterpreter.Visitor visitor, Verdict verdict, Instant at, String how) {
        int minute = naive.minute(at);
        Rule rule = visitor.inForce(minute);
        boolean welcome = visitor.welcome(minute);
        Parts expected = new Parts(
                rule,
                welcome,
                !welcome && rule != null && rule.openSessions() == OpenSessions.FINISH,
                welcome ? null : naive.at(visitor.since(minute)),
                welcome ? null : visitor.reopening(at));
        if (!Parts.of(verdict).equals(expected)) {
            assertThat(Parts.of(verdict)).as("at %s, %s", at, how).isEqualTo(expected);
        }
        Instant until = verdict.until();
        boolean beyond = !until.isBefore(TO.atStartOfDay(ZoneOffset.UTC).toInstant());
        if (!until.isAfter(at) || !(beyond || visitor.mayChange(naive.minute(until)))) {
            assertThat(until).as("until an edge, at %s, %s", at, how).isNull();
        }
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

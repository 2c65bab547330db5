package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules on the clock of a territory. First match wins; where no rule matches, everybody is welcome.
 *
 * <p>Immutable; every method is a pure function of its arguments.
 */
public record Schedule(ZoneId zone, SchoolCalendar calendar, List<Rule> rules) {

    /** How far a reopening is looked for. */
    static final Duration HORIZON = Duration.ofDays(14);

    public Schedule {
        rules = List.copyOf(rules);
    }

    Verdict verdict(Role role, @Nullable String service, Instant at) {
        List<Rule> concerned = rules.stream()
                .filter(rule -> rule.roles().contains(role) && rule.concerns(service))
                .toList();
        Timeline timeline = new Timeline(concerned, calendar, zone);
        long second = at.getEpochSecond();
        long edge = timeline.nextEdge(second);
        Instant until = edge == Timeline.NEVER ? Instant.MAX : Instant.ofEpochSecond(edge);
        Timeline.Match match = timeline.match(second);
        if (match == null || match.rule().effect() == Effect.ADMIT) {
            return new Verdict.Admitted(match == null ? null : match.rule(), until);
        }
        Instant since = Instant.ofEpochSecond(timeline.since(match, second));
        Instant reopensAt = reopening(timeline, at);
        return switch (match.rule().openSessions()) {
            case END -> new Verdict.Refused(match.rule(), since, until, reopensAt);
            case FINISH -> new Verdict.RefusedToNewcomers(match.rule(), since, until, reopensAt);
        };
    }

    private static @Nullable Instant reopening(Timeline timeline, Instant at) {
        Instant limit = at.plus(HORIZON);
        for (Instant from = at; !from.isAfter(limit); from = from.plus(Duration.ofDays(1))) {
            long opening = timeline.opening(from.getEpochSecond());
            if (opening != Timeline.NEVER) {
                Instant reopensAt = Instant.ofEpochSecond(opening);
                return reopensAt.isAfter(limit) ? null : reopensAt;
            }
        }
        return null;
    }
}

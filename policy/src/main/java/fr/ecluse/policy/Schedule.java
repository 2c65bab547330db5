package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
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

    /** The rule in force and the occurrence of its window, at its index in the list of the rules that concern somebody. */
    private record Match(int index, Rule rule, Window.Occurrence occurrence) {}

    Verdict verdict(Role role, @Nullable String service, Instant at) {
        List<Rule> concerned = rules.stream()
                .filter(rule -> rule.roles().contains(role) && rule.concerns(service))
                .toList();
        Instant until = nextEdge(concerned, at);
        Match match = match(concerned, at);
        if (match == null || match.rule.effect() == Effect.ADMIT) {
            return new Verdict.Admitted(match == null ? null : match.rule, until);
        }
        Instant since = since(concerned, match, at);
        Instant reopensAt = reopening(concerned, match, at);
        return switch (match.rule.openSessions()) {
            case END -> new Verdict.Refused(match.rule, since, until, reopensAt);
            case FINISH -> new Verdict.RefusedToNewcomers(match.rule, since, until, reopensAt);
        };
    }

    private @Nullable Match match(List<Rule> concerned, Instant at) {
        for (int i = 0; i < concerned.size(); i++) {
            Optional<Window.Occurrence> occurrence = concerned.get(i).window().at(at, zone);
            if (occurrence.isPresent()) {
                return new Match(i, concerned.get(i), occurrence.get());
            }
        }
        return null;
    }

    private Instant nextEdge(List<Rule> concerned, Instant at) {
        Instant next = Instant.MAX;
        for (Rule rule : concerned) {
            Instant edge = rule.window().nextEdge(at, zone);
            next = edge.isBefore(next) ? edge : next;
        }
        return next;
    }

    /** The start of the matching window, unless an earlier rule interrupted it since: then the end of that interruption. */
    private Instant since(List<Rule> concerned, Match match, Instant at) {
        Instant since = match.occurrence.start();
        List<Rule> earlier = concerned.subList(0, match.index);
        for (Instant t = nextEdge(earlier, since); !t.isAfter(at); t = nextEdge(earlier, t)) {
            if (match(earlier, t) == null) {
                since = t;
            }
        }
        return since;
    }

    /**
     * From refusal to refusal: while a rule refuses, only the end of its window or the start of an admitting rule that
     * comes before it can open the door.
     */
    private @Nullable Instant reopening(List<Rule> concerned, Match refusal, Instant at) {
        Instant limit = at.plus(HORIZON);
        Match current = refusal;
        Instant now = at;
        while (true) {
            now = earliestWayOut(concerned, current, now);
            if (now.isAfter(limit)) {
                return null;
            }
            Match next = match(concerned, now);
            if (next == null || next.rule.effect() == Effect.ADMIT) {
                return now;
            }
            current = next;
        }
    }

    private Instant earliestWayOut(List<Rule> concerned, Match refusal, Instant after) {
        Instant out = refusal.occurrence.end();
        for (Rule rule : concerned.subList(0, refusal.index)) {
            if (rule.effect() == Effect.ADMIT) {
                Instant edge = rule.window().nextEdge(after, zone);
                out = edge.isBefore(out) ? edge : out;
            }
        }
        return out;
    }
}

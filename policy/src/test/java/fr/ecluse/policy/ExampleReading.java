package fr.ecluse.policy;

import fr.ecluse.policy.ExampleTable.Question;
import fr.ecluse.policy.ExampleTable.Row;
import fr.ecluse.policy.ExampleTable.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A policy read in the words of {@link ExampleTable}, and the lines of a table that it contradicts. */
final class ExampleReading {

    private static final DateTimeFormatter LATER =
            DateTimeFormatter.ofPattern("'jusqu''au' EEEE dd/MM/yyyy HH:mm", Locale.FRENCH);
    private static final DateTimeFormatter SAME_DAY = DateTimeFormatter.ofPattern("'jusqu''à' HH:mm");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Policy policy;

    ExampleReading(Policy policy) {
        this.policy = policy;
    }

    /** Every line of the table that is not true, with what is; empty if the table is right. */
    List<String> contradictions(ExampleTable table) {
        List<String> wrong = new ArrayList<>();
        if (!places().equals(table.places())) {
            wrong.add("places: " + places());
        }
        for (Row row : table.week()) {
            String blocks = blocks(row.visitor(), row.day());
            if (!blocks.equals(row.blocks())) {
                wrong.add(row + ", but: " + blocks);
            }
        }
        for (Question question : table.questions()) {
            String answer = answer(question.visitor(), question.moment());
            if (!answer.equals((question.answer() + " " + question.until()).strip())) {
                wrong.add(question + ", but: " + answer);
            }
        }
        return wrong;
    }

    List<String> places() {
        List<String> places = new ArrayList<>();
        CeilingBounds ceiling = policy.ceiling();
        places.add("plafond %s de %s à %s"
                .formatted(number(ceiling.sessions()), number(ceiling.atLeast()), number(ceiling.atMost())));
        for (Priority priority : policy.priority()) {
            // The first number of taken seats with which taken × 100 < percent × ceiling is no longer true.
            long full = (priority.admittedBelowPercent() * (long) ceiling.sessions() + 99) / 100;
            places.add("%s %d %% %s".formatted(priority.role(), priority.admittedBelowPercent(), number(full)));
        }
        for (ServiceCeiling own : policy.serviceCeilings()) {
            places.add("sur %s %s".formatted(own.service(), number(own.sessions())));
        }
        return places;
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
    }

    /** The day in blocks. Each is looked at in its first and in its last minute. */
    String blocks(Visitor visitor, LocalDate day) {
        List<String> blocks = new ArrayList<>();
        Instant midnight = day.plusDays(1).atStartOfDay(policy.timeZone()).toInstant();
        Instant start = day.atStartOfDay(policy.timeZone()).toInstant();
        while (start.isBefore(midnight)) {
            String state = state(visitor, start);
            Instant end = start;
            while (end.isBefore(midnight) && state(visitor, end).equals(state)) {
                Instant until = verdict(visitor, end).until();
                end = until.isBefore(midnight) ? until : midnight;
            }
            if (!state(visitor, end.minus(MINUTE)).equals(state)) {
                state += " (not in the last minute)";
            }
            String last = end.equals(midnight) ? "24:00" : time(end).toString();
            blocks.add(time(start) + "-" + last + " " + state);
            start = end;
        }
        return String.join(" | ", blocks);
    }

    /** The state at a moment and, of somebody refused, until when: the minute before must be refused still, that one not. */
    String answer(Visitor visitor, LocalDateTime moment) {
        Instant at = moment.atZone(policy.timeZone()).toInstant();
        Verdict verdict = verdict(visitor, at);
        if (verdict instanceof Verdict.Admitted) {
            return state(visitor, at);
        }
        Instant reopensAt = verdict instanceof Verdict.Refused refused
                ? refused.reopensAt()
                : ((Verdict.RefusedToNewcomers) verdict).reopensAt();
        return state(visitor, at) + " " + until(visitor, moment, reopensAt);
    }

    private String until(Visitor visitor, LocalDateTime moment, @Nullable Instant reopensAt) {
        if (reopensAt == null) {
            return "sans réouverture";
        }
        boolean edge = verdict(visitor, reopensAt) instanceof Verdict.Admitted
                && !(verdict(visitor, reopensAt.minus(MINUTE)) instanceof Verdict.Admitted);
        ZonedDateTime local = reopensAt.atZone(policy.timeZone());
        boolean sameDay = local.toLocalDate().equals(moment.toLocalDate());
        return local.format(sameDay ? SAME_DAY : LATER) + (edge ? "" : " (not the edge)");
    }

    private String state(Visitor visitor, Instant at) {
        Verdict verdict = verdict(visitor, at);
        if (verdict instanceof Verdict.Refused refused) {
            return "refusé " + refused.rule().name();
        }
        if (verdict instanceof Verdict.RefusedToNewcomers refused) {
            return "refusé aux nouveaux " + refused.rule().name();
        }
        Rule rule = ((Verdict.Admitted) verdict).rule();
        return rule == null ? "admis" : "admis " + rule.name();
    }

    private Verdict verdict(Visitor visitor, Instant at) {
        return policy.verdict(visitor.role(), visitor.service(), at);
    }

    private LocalTime time(Instant at) {
        return at.atZone(policy.timeZone()).toLocalTime();
    }
}

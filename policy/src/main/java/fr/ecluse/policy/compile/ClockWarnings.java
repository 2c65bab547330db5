package fr.ecluse.policy.compile;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import fr.ecluse.policy.source.IssueLog;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/** Hours of rules that the clocks skip, or pass twice, on a night within the year. */
final class ClockWarnings {

    private final ZoneId zone;
    private final Span span;
    private final IssueLog issues;

    ClockWarnings(ZoneId zone, Span span, IssueLog issues) {
        this.zone = zone;
        this.span = span;
        this.issues = issues;
    }

    void report(List<Rule> rules) {
        for (ZoneOffsetTransition change : changes()) {
            for (Rule rule : rules) {
                report(rule, change);
            }
        }
    }

    private List<ZoneOffsetTransition> changes() {
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        ZoneOffsetTransition next = zone.getRules()
                .nextTransition(span.yearFirst().atStartOfDay(zone).toInstant());
        while (next != null && !next.getDateTimeBefore().toLocalDate().isAfter(span.yearLast())) {
            changes.add(next);
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return changes;
    }

    private void report(Rule rule, ZoneOffsetTransition change) {
        Window window = rule.window();
        LocalDate night = change.getDateTimeBefore().toLocalDate();
        for (LocalDate day : List.of(night.minusDays(1), night)) {
            if (window.days().contains(day)) {
                boolean sameDay = window.toMinute() > window.fromMinute();
                report(rule, change, at(day, window.fromMinute()));
                report(rule, change, at(sameDay ? day : day.plusDays(1), window.toMinute()));
            }
        }
    }

    private void report(Rule rule, ZoneOffsetTransition change, LocalDateTime edge) {
        LocalDateTime before = change.getDateTimeBefore();
        LocalDateTime after = change.getDateTimeAfter();
        String hour = edge.toLocalTime().toString();
        String date = edge.toLocalDate().toString();
        if (change.isGap() && edge.isAfter(before) && edge.isBefore(after)) {
            String moved = edge.plus(change.getDuration()).toLocalTime().toString();
            issues.report(IssueCode.HOUR_SKIPPED, rule.place(), rule.name(), hour, date, moved);
        } else if (change.isOverlap() && !edge.isBefore(after) && edge.isBefore(before)) {
            issues.report(IssueCode.HOUR_TWICE, rule.place(), rule.name(), hour, date);
        }
    }

    private static LocalDateTime at(LocalDate day, int minute) {
        return day.atStartOfDay().plusMinutes(minute);
    }
}

package fr.ecluse.policy.week;

import fr.ecluse.policy.Rule;
import java.time.ZoneId;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An explanation for scripts: {@code explain --json} and the admin API give it as JSON with these names, which never change.
 * Times are ISO 8601 with the policy's offset, to the nearest second.
 *
 * @param serviceSessions the service's own ceiling; null: it has none, or the portal as a whole was asked about
 * @param verdict {@code admitted}, {@code refused}, or {@code refused-to-newcomers}: who sits already may stay
 * @param rule the rule that gave it; null: none matched
 * @param since when the refusal began; null for who is admitted
 * @param until when the answer changes; null: never. Without {@code next}: no change was found until then
 * @param reopensAt when the role is no longer refused; null if it is not, or not within 14 days
 * @param message what a refused visitor reads; null for who is admitted
 * @param window this time's window of the rule; null without a rule
 * @param next the same from {@code until} on; null if no change is known
 */
public record ExplanationView(
        String role,
        @Nullable String service,
        @Nullable Integer serviceSessions,
        @Nullable String at,
        String verdict,
        @Nullable String rule,
        @Nullable Integer line,
        @Nullable String since,
        @Nullable String until,
        @Nullable String reopensAt,
        @Nullable String message,
        @Nullable WindowView window,
        String timeZone,
        DayView day,
        @Nullable NextView next) {

    /**
     * Hours of a rule.
     *
     * @param to itself outside
     */
    public record WindowView(
            @Nullable String from, @Nullable String to) {}

    /**
     * The day of the question.
     *
     * @param kind {@code school-day}, {@code weekday} (no school calendar is named), {@code weekend}, {@code holidays} or
     *     {@code public-holiday}
     * @param holidays the name of the school holidays it belongs to; null: to none
     * @param publicHoliday its name; null: it is none
     * @param clockChange null: the clocks run on
     * @param guessed whether rules ask for school days or holidays and no calendar knows this day: its weekday decides
     */
    public record DayView(
            String date,
            String kind,
            @Nullable String holidays,
            @Nullable String publicHoliday,
            @Nullable ClockChangeView clockChange,
            boolean guessed) {}

    /** At {@code at}, clocks that would show {@code before} show {@code after} instead (both {@code HH:mm}). */
    public record ClockChangeView(@Nullable String at, String before, String after) {}

    /** As the first answer; {@code at} is its {@code until}. */
    public record NextView(
            @Nullable String at,
            String verdict,
            @Nullable String rule,
            @Nullable Integer line,
            @Nullable String since,
            @Nullable String until,
            @Nullable String reopensAt,
            @Nullable String message,
            @Nullable WindowView window) {}

    /**
     * An explanation as it goes out.
     *
     * @param locale of the message
     */
    public static ExplanationView of(Explanation explanation, Locale locale) {
        Explanation.Question question = explanation.question();
        OptionalInt ceiling = question.policy().serviceCeiling(question.service());
        ZoneId zone = question.policy().timeZone();
        Moments moments = new Moments(zone, locale);
        NextView now = view(explanation.now(), moments);
        return new ExplanationView(
                question.role().name(),
                question.service(),
                ceiling.isPresent() ? ceiling.getAsInt() : null,
                now.at(),
                now.verdict(),
                now.rule(),
                now.line(),
                now.since(),
                now.until(),
                now.reopensAt(),
                now.message(),
                now.window(),
                zone.getId(),
                view(explanation.day(), moments),
                explanation.next() == null ? null : view(explanation.next(), moments));
    }

    private static NextView view(Answer answer, Moments moments) {
        Rule rule = answer.rule();
        return new NextView(
                moments.isoSeconds(answer.at()),
                answer.access().word(),
                rule == null ? null : rule.name(),
                rule == null ? null : rule.line(),
                moments.isoSeconds(answer.since()),
                moments.isoSeconds(answer.until()),
                moments.isoSeconds(answer.reopensAt()),
                rule == null || answer.access() == Access.ADMITTED ? null : rule.message(moments.locale()),
                answer.window() == null
                        ? null
                        : new WindowView(
                                moments.isoSeconds(answer.window().start()),
                                moments.isoSeconds(answer.window().end())));
    }

    private static DayView view(Day day, Moments moments) {
        ClockChange change = day.clockChange();
        return new DayView(
                day.date().toString(),
                day.kind().word(),
                day.holidays(),
                day.publicHoliday(),
                change == null
                        ? null
                        : new ClockChangeView(
                                moments.isoSeconds(change.at()),
                                change.before().toString(),
                                change.after().toString()),
                day.guessed());
    }
}

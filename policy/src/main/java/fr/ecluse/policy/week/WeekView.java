package fr.ecluse.policy.week;

import fr.ecluse.policy.Effect;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Priority;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A week for whoever draws it: the admin API gives it as JSON with these names, which never change. Hours are minutes on the
 * face of the clock, 0 to 1440; what is said to people is in the reader's language.
 *
 * @param service the service that was asked about; null: the portal as a whole
 * @param services those that the rules name
 * @param rows each role, most favoured first
 * @param difference null: nothing was compared
 */
public record WeekView(
        String ent,
        String timeZone,
        @Nullable String service,
        List<String> services,
        List<DayView> days,
        List<RowView> rows,
        List<RuleView> rules,
        @Nullable DifferenceView difference) {

    /**
     * One day.
     *
     * @param name {@code mardi 24 nov.}
     * @param kind as in {@link Day.Kind#word()}
     * @param about what else is to be known of it, such as the name of the holidays; maybe nothing
     */
    public record DayView(String date, String name, String kind, List<String> about) {}

    /**
     * The week of a role.
     *
     * @param people how the role is called
     * @param days of each day the stretches, without a gap
     */
    public record RowView(String role, String people, int admittedBelowPercent, List<List<PieceView>> days) {}

    /**
     * A stretch of a day with one answer.
     *
     * @param to itself outside
     * @param access as in {@link Access#word()}
     * @param rule null: none matched
     * @param say the same in words
     */
    public record PieceView(
            int from, int to, String access, @Nullable String rule, String say) {}

    /**
     * A rule, in the order of the file.
     *
     * @param effect {@code admit}, {@code end} or {@code finish}: what happens to sessions that are open
     * @param who for whom, {@code when} and {@code what} it does, in words
     * @param decides whether it decides anything in this week
     */
    public record RuleView(
            String name,
            int line,
            String effect,
            String who,
            String when,
            String what,
            List<String> services,
            @Nullable String message,
            boolean decides) {}

    /**
     * What changes from another policy.
     *
     * @param nothing whether nobody would notice
     * @param remarks sentences about the week as a whole, and what comes after it
     */
    public record DifferenceView(
            boolean nothing, List<ChangeView> changes, List<String> remarks, List<FigureView> figures) {}

    /**
     * What some roles gain or lose.
     *
     * @param sense {@code gain}, {@code loss} or {@code neither}: another message
     * @param service null: on the portal as a whole
     * @param what {@code accès perdu}; {@code who} and {@code when} as people say it
     * @param days of each day of the week the hours, as minutes; only if it is about what the week shows
     */
    public record ChangeView(
            String sense,
            List<String> roles,
            @Nullable String service,
            String what,
            String who,
            String when,
            List<List<HoursView>> days) {}

    /** @param to itself outside */
    public record HoursView(int from, int to) {}

    /** A figure that is not the same, in words. */
    public record FigureView(String name, String before, String after) {}

    /**
     * A week as it goes out.
     *
     * @param difference null: nothing was compared
     * @param locale French, or else English
     */
    public static WeekView of(Week week, @Nullable Difference difference, Locale locale) {
        return new Teller(week, Words.in(locale)).view(difference);
    }

    /** Turns one week into words. */
    private static final class Teller {

        private final Week week;
        private final Policy policy;
        private final ZoneId zone;
        private final Words words;
        private final Phrases phrases;

        Teller(Week week, Words words) {
            this.week = week;
            this.policy = week.policy();
            this.zone = policy.timeZone();
            this.words = words;
            this.phrases = Phrases.of(words, zone);
        }

        WeekView view(@Nullable Difference difference) {
            Set<Rule> deciding = new HashSet<>(week.deciding());
            return new WeekView(
                    policy.ent(),
                    zone.getId(),
                    week.service(),
                    policy.rules().stream()
                            .flatMap(rule -> rule.services().stream())
                            .distinct()
                            .sorted()
                            .toList(),
                    week.days().stream().map(this::day).toList(),
                    policy.priority().stream().map(this::row).toList(),
                    policy.rules().stream()
                            .map(rule -> rule(rule, deciding.contains(rule)))
                            .toList(),
                    difference == null ? null : difference(difference));
        }

        private DayView day(Day day) {
            String name =
                    DateTimeFormatter.ofPattern("EEEE d MMM", words.locale()).format(day.date());
            return new DayView(day.date().toString(), name, day.kind().word(), phrases.about(day));
        }

        private RowView row(Priority priority) {
            Role role = priority.role();
            List<List<Block>> blocks = Objects.requireNonNull(week.roles().get(role));
            List<List<PieceView>> days = new ArrayList<>();
            for (int i = 0; i < blocks.size(); i++) {
                days.add(Piece.of(blocks.get(i), week.days().get(i), zone).stream()
                        .map(this::piece)
                        .toList());
            }
            return new RowView(role.name(), phrases.people(role), priority.admittedBelowPercent(), days);
        }

        private PieceView piece(Piece piece) {
            Rule rule = piece.block().rule();
            Access access = piece.block().access();
            boolean allDay = piece.from() == 0 && piece.to() == Piece.DAY;
            String say = allDay
                    ? words.say("page." + access + ".all")
                    : words.say("page." + access, hours(piece.from(), piece.to()));
            return new PieceView(piece.from(), piece.to(), access.word(), rule == null ? null : rule.name(), say);
        }

        private String hours(int from, int to) {
            return words.say(
                    "page.from-to",
                    phrases.moments().hour(from),
                    phrases.moments().hour(to));
        }

        private RuleView rule(Rule rule, boolean decides) {
            String effect = rule.effect() == Effect.ADMIT
                    ? Effect.ADMIT.name()
                    : rule.openSessions().name();
            return new RuleView(
                    rule.name(),
                    rule.line(),
                    effect.toLowerCase(Locale.ROOT),
                    phrases.list(rule.roles().stream().map(phrases::people).toList()),
                    phrases.window(rule.window()),
                    words.say("effect." + effect),
                    List.copyOf(rule.services()),
                    rule.effect() == Effect.ADMIT ? null : rule.message(words.locale()),
                    decides);
        }

        private DifferenceView difference(Difference difference) {
            DifferenceWords told = new DifferenceWords(phrases, phrases::people);
            return new DifferenceView(
                    difference.isNothing(),
                    difference.changes().stream()
                            .map(change -> change(change, told))
                            .toList(),
                    told.remarks(difference, week),
                    difference.figures().stream()
                            .map(figures ->
                                    new FigureView(told.name(figures), told.before(figures), told.after(figures)))
                            .toList());
        }

        private ChangeView change(Change change, DifferenceWords told) {
            boolean shown = Objects.equals(change.service(), week.service());
            return new ChangeView(
                    change.direction().sense().name().toLowerCase(Locale.ROOT),
                    change.roles().stream().map(Role::name).toList(),
                    change.service(),
                    told.what(change),
                    told.who(change),
                    told.when(change),
                    shown
                            ? week.days().stream()
                                    .map(day -> hours(change.when(), day))
                                    .toList()
                            : List.of());
        }

        /** What of some stretches lies on a day. */
        private List<HoursView> hours(List<Stretch> when, Day day) {
            Stretch whole = day.stretch(zone);
            LocalDate date = day.date();
            List<HoursView> hours = new ArrayList<>();
            for (Stretch stretch : when) {
                if (stretch.start().isBefore(whole.end()) && stretch.end().isAfter(whole.start())) {
                    hours.add(new HoursView(
                            stretch.start().isBefore(whole.start()) ? 0 : Piece.minuteOf(stretch.start(), date, zone),
                            stretch.end().isAfter(whole.end())
                                    ? Piece.DAY
                                    : Piece.endMinuteOf(stretch.end(), date, zone)));
                }
            }
            return hours;
        }
    }
}

package fr.ecluse.policy.week;

import fr.ecluse.policy.Effect;
import fr.ecluse.policy.Priority;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A week as a table for a terminal: 48 signs a day, half an hour each. Everything is said without colours too. */
public final class WeekText {

    private static final int HALF_HOURS = 48;
    private static final int MINUTES = 30;
    private static final int DAY_WIDTH = 12;
    /** Under every third hour. */
    private static final String HOURS = "0     3     6     9     12    15    18    21    24";

    private static final char GAP = ' ';
    private static final char ADMITTED = '█';
    private static final char REFUSED = '·';
    private static final char MIXED = '▒';

    private final Week week;
    private final Phrases phrases;
    private final Words words;
    private final Colours colours;
    private final List<String> lines = new ArrayList<>();

    private WeekText(Week week, Locale locale, Colours colours) {
        this.week = week;
        this.words = Words.in(locale);
        this.phrases = Phrases.of(words, week.policy().timeZone());
        this.colours = colours;
    }

    /** Its lines; French for a French locale, else English. */
    public static List<String> of(Week week, @Nullable Difference difference, Locale locale, Colours colours) {
        WeekText text = new WeekText(week, locale, colours);
        text.head();
        week.rows().forEach(text::table);
        text.rules();
        if (difference != null) {
            text.difference(difference);
        }
        return text.lines;
    }

    private void head() {
        lines.add(colours.strong(words.say(
                "week.title",
                week.policy().ent(),
                phrases.moments().date(week.first()),
                phrases.moments().date(week.last()),
                week.policy().timeZone())));
        if (week.service() != null) {
            lines.add(phrases.onService(week.policy(), week.service()));
        }
        lines.add(words.say("week.legend"));
        marks();
        String guessed = phrases.guessed(week.days());
        if (!guessed.isEmpty()) {
            lines.add(guessed);
        }
    }

    private void marks() {
        Map<String, List<Day>> marked = new LinkedHashMap<>();
        for (Day day : week.days()) {
            phrases.about(day)
                    .forEach(about -> marked.computeIfAbsent(about, first -> new ArrayList<>())
                            .add(day));
        }
        marked.forEach((about, days) -> say("week.mark", days(days), about));
    }

    private String days(List<Day> days) {
        LocalDate first = days.get(0).date();
        LocalDate last = days.get(days.size() - 1).date();
        if (days.size() > 1 && last.equals(first.plusDays(days.size() - 1L))) {
            return phrases.shortDay(first) + " – " + phrases.shortDay(last);
        }
        return days.stream().map(day -> phrases.shortDay(day.date())).collect(Collectors.joining(", "));
    }

    private void table(Week.Row row) {
        lines.add("");
        lines.add(colours.strong(row.roles().stream().map(Role::name).collect(Collectors.joining(", "))));
        for (Priority priority : week.policy().priority()) {
            if (priority.admittedBelowPercent() == 0 && row.roles().contains(priority.role())) {
                say("week.no-seat", priority.role());
            }
        }
        lines.add(" ".repeat(DAY_WIDTH) + HOURS);
        for (int i = 0; i < week.days().size(); i++) {
            lines.add(line(week.days().get(i), row.days().get(i)));
        }
    }

    private String line(Day day, List<Block> blocks) {
        ZoneId zone = week.policy().timeZone();
        String mark = phrases.about(day).isEmpty() ? "" : "*";
        String name = "%-10s%-2s".formatted(phrases.shortDay(day.date()), mark);
        String closed = Closure.of(blocks, day, zone).stream()
                .map(closure -> words.say(
                        closure.access() == Access.REFUSED ? "week.closed" : "week.newcomers",
                        clock(closure.from()),
                        clock(closure.to())))
                .collect(Collectors.joining(", "));
        return (name + colours.signs(signs(Piece.of(blocks, day, zone))) + "  " + closed).stripTrailing();
    }

    private static String signs(List<Piece> pieces) {
        StringBuilder signs = new StringBuilder(HALF_HOURS);
        for (int i = 0; i < HALF_HOURS; i++) {
            int from = i * MINUTES;
            List<Character> met = pieces.stream()
                    .filter(piece -> piece.from() < from + MINUTES && piece.to() > from)
                    .map(piece -> sign(piece.block().access()))
                    .distinct()
                    .toList();
            signs.append(met.isEmpty() ? GAP : met.size() == 1 ? met.get(0) : MIXED);
        }
        return signs.toString();
    }

    private static char sign(Access access) {
        return switch (access) {
            case ADMITTED -> ADMITTED;
            case REFUSED -> REFUSED;
            case REFUSED_TO_NEWCOMERS -> MIXED;
        };
    }

    private static String clock(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
    }

    private void rules() {
        if (!week.deciding().isEmpty()) {
            lines.add("");
            say("week.rules");
        }
        for (Rule rule : week.deciding()) {
            String roles = rule.roles().stream().map(Role::name).collect(Collectors.joining(", "));
            String effect = rule.effect() == Effect.ADMIT
                    ? "ADMIT"
                    : rule.openSessions().name();
            say("week.rule", phrases.source(rule), roles, phrases.window(rule.window()), words.say("effect." + effect));
        }
    }

    private void difference(Difference difference) {
        DifferenceWords said = new DifferenceWords(phrases, Role::name);
        lines.add("");
        lines.add(colours.strong(words.say("change.title", difference.against())));
        for (Change change : difference.changes()) {
            String line = words.say("change.line", said.what(change), said.who(change), said.when(change));
            lines.add(colours.change(
                    sign(change.direction().sense()) + " " + line,
                    change.direction().sense()));
        }
        said.remarks(difference, week).forEach(remark -> lines.add("  " + remark));
        for (Difference.Figures figures : difference.figures()) {
            say("change.figure", said.name(figures), said.before(figures), said.after(figures));
        }
    }

    private static String sign(Direction.Sense sense) {
        return switch (sense) {
            case GAIN -> "+";
            case LOSS -> "−";
            case NEITHER -> "~";
        };
    }

    private void say(String key, @Nullable Object... arguments) {
        lines.add(words.say(key, arguments));
    }
}

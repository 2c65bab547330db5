package fr.ecluse.policy.week;

import fr.ecluse.policy.Effect;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A week as one page that needs nothing else: no script, no other file, no network. The same policy gives the same page, byte for
 * byte. Everything that the pictures show is also written beside them.
 */
public final class WeekPage {

    private static final String STYLE = Leaflet.resource(WeekPage.class, "week.css");
    private static final String PATTERNS = Leaflet.resource(WeekPage.class, "week.svg");

    private static final int FINGERPRINT = 12;

    private final Week week;
    private final @Nullable Difference difference;
    private final Words words;
    private final Phrases phrases;
    private final DifferenceWords differenceWords;
    private final Leaflet leaflet;
    private final Markup page;

    private WeekPage(Week week, @Nullable Difference difference, Locale locale) {
        this.week = week;
        this.difference = difference;
        this.words = Words.in(locale);
        this.leaflet = new Leaflet(words.locale());
        this.page = leaflet.page();
        this.phrases = Phrases.of(words, week.policy().timeZone());
        this.differenceWords = new DifferenceWords(phrases, phrases::people);
    }

    /** The page, in UTF-8 once written; French for a French locale, else English. */
    public static String of(Week week, @Nullable Difference difference, Locale locale) {
        return new WeekPage(week, difference, locale).write();
    }

    private String write() {
        leaflet.open(say("page.title") + " – " + week.policy().ent() + " – " + dates(), STYLE);
        page.raw(PATTERNS).line();
        header();
        page.open("main").line();
        if (difference != null) {
            changes(difference);
        }
        brief();
        hours();
        rules();
        figures();
        page.close().line();
        String fingerprint = week.policy().sha256();
        String shown = fingerprint.substring(0, Math.min(FINGERPRINT, fingerprint.length()));
        return leaflet.close(say("page.foot", shown));
    }

    private String dates() {
        return say(
                "page.week",
                phrases.moments().date(week.first()),
                phrases.moments().date(week.last()));
    }

    private void header() {
        leaflet.openHeader(week.policy().ent(), say("page.title"));
        page.open("p", "class", "dates").element("strong", dates()).text(" · ");
        page.text(say("page.clock", week.policy().timeZone().getId()));
        if (week.service() != null) {
            page.text(" · ").text(text(phrases.onService(week.policy(), week.service())));
        }
        page.close().close().close().line();
    }

    private void changes(Difference difference) {
        page.open("section", "class", "changes")
                .element("h2", say("page.changes"))
                .line();
        page.element("p", say("page.changes.against", difference.against()), "class", "soft")
                .line();
        if (!difference.changes().isEmpty()) {
            table("page.changes.people", "page.changes.what", "page.changes.who", "page.changes.when");
            for (Change change : difference.changes()) {
                String sense = change.direction().sense().name();
                page.open("tr", "class", "change " + sense);
                page.element(
                        "th",
                        sign(change.direction().sense()) + " " + text(differenceWords.what(change)),
                        "scope",
                        "row");
                page.element("td", text(differenceWords.who(change)));
                page.element("td", text(differenceWords.when(change))).close().line();
            }
            page.close().close().line();
        }
        differenceWords
                .remarks(difference, week)
                .forEach(remark -> page.element("p", text(remark)).line());
        if (!difference.figures().isEmpty()) {
            table("page.changes.figures", "page.figure", "page.before", "page.after");
            for (Difference.Figures figures : difference.figures()) {
                page.open("tr").element("th", text(differenceWords.name(figures)), "scope", "row");
                page.element("td", text(differenceWords.before(figures)));
                page.element("td", text(differenceWords.after(figures)), "class", "now")
                        .close()
                        .line();
            }
            page.close().close().line();
        }
        page.close().line();
    }

    private static String sign(Direction.Sense sense) {
        return switch (sense) {
            case GAIN -> "+";
            case LOSS -> "−";
            case NEITHER -> "~";
        };
    }

    /** Opens a table and its body. */
    private void table(String caption, String... columns) {
        page.open("table", "class", "plain")
                .element("caption", say(caption))
                .open("thead")
                .open("tr");
        for (String column : columns) {
            page.element("th", say(column), "scope", "col");
        }
        page.close().close().open("tbody").line();
    }

    private void brief() {
        page.open("section")
                .element("h2", say("page.brief"))
                .open("ul", "class", "brief")
                .line();
        for (Week.Row row : week.rows()) {
            List<String> said = new ArrayList<>();
            for (Access access : List.of(Access.REFUSED, Access.REFUSED_TO_NEWCOMERS)) {
                List<Stretch> when = stretches(row, access);
                if (!when.isEmpty()) {
                    said.add(say("page.brief." + access, phrases.when(when)));
                }
            }
            String sentence = said.isEmpty() ? say("page.brief.always") : String.join(say("then"), said);
            page.open("li", "class", said.isEmpty() ? "yes" : "no");
            page.element("strong", people(row.roles()))
                    .text(text(words.say("page.colon")))
                    .text(sentence)
                    .close()
                    .line();
        }
        page.close().close().line();
    }

    private static List<Stretch> stretches(Week.Row row, Access access) {
        List<Stretch> when = new ArrayList<>();
        row.days()
                .forEach(day -> day.forEach(block -> {
                    if (block.access() == access) {
                        Difference.append(new Stretch(block.start(), block.end()), when);
                    }
                }));
        return when;
    }

    private String people(List<Role> roles) {
        return text(phrases.list(roles.stream().map(phrases::people).toList()));
    }

    private void hours() {
        page.open("section").element("h2", say("page.hours")).line();
        new WeekGrid(week, difference, phrases, page, this::text).write();
        page.close().line();
    }

    private void rules() {
        List<Rule> rules = week.policy().rules();
        page.open("section").element("h2", say("page.rules")).line();
        page.element("p", say(rules.isEmpty() ? "page.no-rules" : "page.rules.order"), "class", "soft")
                .line();
        if (!rules.isEmpty()) {
            Set<Rule> deciding = Set.copyOf(week.deciding());
            page.open("ol", "class", "rules").line();
            for (int i = 0; i < rules.size(); i++) {
                rule(i + 1, rules.get(i), deciding.contains(rules.get(i)));
            }
            page.close();
        }
        page.close().line();
    }

    private void rule(int number, Rule rule, boolean decides) {
        String effect =
                rule.effect() == Effect.ADMIT ? "ADMIT" : rule.openSessions().name();
        page.open("li", "id", "rule-" + number, "class", decides ? effect : effect + " idle");
        page.open("h3")
                .element("span", Integer.toString(number), "class", "ref")
                .text(" " + rule.name());
        page.element("small", say("page.rule.line", rule.line())).close();
        page.open("p").element("strong", people(List.copyOf(rule.roles()))).text(text(words.say("page.colon")));
        page.text(text(phrases.window(rule.window()))).close();
        String what = say("effect." + effect);
        page.element(
                "p",
                rule.services().isEmpty()
                        ? what
                        : say("page.rule.only", what, phrases.list(List.copyOf(rule.services()))),
                "class",
                "what");
        if (rule.effect() == Effect.REFUSE) {
            page.element("p", say("page.rule.message"), "class", "label");
            page.element("blockquote", rule.message(words.locale()));
        }
        if (!decides) {
            page.element("p", say("page.rule.idle"), "class", "soft");
        }
        page.close().line();
    }

    private void figures() {
        page.open("section").element("h2", say("page.figures")).line();
        table("page.figures.caption", "page.figure", "page.value");
        for (Figure figure : Figure.of(week.policy())) {
            if (figure.kind() != Figure.Kind.ENT) {
                page.open("tr").element("th", text(differenceWords.name(figure)), "scope", "row");
                page.element("td", text(differenceWords.value(figure))).close().line();
            }
        }
        page.close().close().close().line();
    }

    private String say(String key, @Nullable Object... arguments) {
        return text(words.say(key, arguments));
    }

    private String text(String said) {
        return leaflet.text(said);
    }
}

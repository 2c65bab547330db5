package fr.ecluse.gateway.report;

import fr.ecluse.gateway.report.DayReport.Figures;
import fr.ecluse.gateway.report.DayReport.Peak;
import fr.ecluse.gateway.report.DayReport.Refusals;
import fr.ecluse.policy.week.Leaflet;
import fr.ecluse.policy.week.Markup;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A report as one page for the press that needs nothing else: no script, no other file, no network. The same report gives the
 * same page, byte for byte. Everything that the bars show is also written beside them.
 */
public final class ReportPage {

    private static final String STYLE = Leaflet.resource(ReportPage.class, "report.css");
    private static final List<String> METHOD =
            List.of("method.tried", "method.share", "method.error", "method.visit", "method.wait");

    private final DayReport report;
    private final ReportWords words;
    private final Leaflet leaflet;
    private final Markup page;

    private ReportPage(DayReport report, Locale locale) {
        this.report = report;
        this.words = new ReportWords(report, locale);
        this.leaflet = new Leaflet(locale);
        this.page = leaflet.page();
    }

    /** The page, in UTF-8 once written; French for a French locale, else English. */
    public static String of(DayReport report, Locale locale) {
        return new ReportPage(report, locale).write();
    }

    private String write() {
        String title = say("title.of", words.day());
        leaflet.open(title + " – " + report.ent(), STYLE);
        leaflet.openHeader(report.ent(), title);
        if (report.inProgress()) {
            page.element("p", say("so-far", words.moment(report.asOf())), "class", "dates");
        }
        page.close().close().line();
        page.open("main").line();
        lead();
        if (report.missed() > 0) {
            page.open("section", "class", "note")
                    .element("p", say("missed", report.missed()))
                    .close()
                    .line();
        }
        figures();
        roles();
        if (!report.refusals().isEmpty()) {
            refusals();
        }
        method();
        page.close().line();
        return leaflet.close(say("foot", words.moment(report.asOf()), report.timeZone()));
    }

    private void lead() {
        List<ReportWords.Sentence> sentences = words.sentences();
        page.open("section");
        if (sentences.isEmpty()) {
            page.element("p", say("sentence.nobody"));
        } else {
            page.open("ul", "class", "lead").line();
            for (ReportWords.Sentence sentence : sentences) {
                page.open("li").element("p", leaflet.text(sentence.text()));
                bar(sentence.figures());
                page.close().line();
            }
            page.close();
        }
        page.close().line();
    }

    /** Says nothing that the sentence beside it does not. */
    private void bar(Figures figures) {
        page.open(
                "svg", "class", "share", "viewBox", "0 0 100 1", "preserveAspectRatio", "none", "aria-hidden", "true");
        page.empty("rect", "class", "of", "width", "100", "height", "1");
        page.empty("rect", "class", "part", "width", Long.toString(ReportWords.percent(figures)), "height", "1");
        page.close();
    }

    private void figures() {
        page.open("section").element("h2", say("figures"));
        page.open("dl", "class", "facts").line();
        fact("figure.seated", report.total().seated(), null);
        fact("figure.tried", report.total().tried(), null);
        fact("figure.visits", report.total().visits(), null);
        Peak peak = report.peak();
        if (peak != null) {
            fact("figure.peak", peak.sessions(), say("figure.peak.at", words.hour(peak.at())));
        }
        page.close().close().line();
    }

    private void fact(String name, long number, @Nullable String more) {
        page.open("div").element("dt", say(name)).open("dd").text(words.number(number));
        if (more != null) {
            page.element("small", more);
        }
        page.close().close().line();
    }

    private void roles() {
        page.open("section").element("h2", say("roles")).line();
        table("roles", "roles.caption", "role", "tried", "seated", "share", "visits", "waited", "p50", "p95");
        report.byRole().forEach((role, figures) -> row(words.role(role), figures));
        row(words.say("everybody"), report.total());
        page.close().close().close().line();
    }

    private void row(String name, Figures figures) {
        page.open("tr").element("th", leaflet.text(name), "scope", "row");
        cell("tried", words.number(figures.tried()));
        cell("seated", words.number(figures.seated()));
        cell("share", words.share(figures));
        cell("visits", words.number(figures.visits()));
        cell("waited", words.number(figures.waits().measured()));
        cell("p50", words.duration(figures.waits().p50Seconds()));
        cell("p95", words.duration(figures.waits().p95Seconds()));
        page.close().line();
    }

    /** On a phone each number has its column's name beside it. */
    private void cell(String column, String value) {
        page.open("td").element("span", say(column), "class", "stacked", "aria-hidden", "true");
        page.element("span", leaflet.text(value)).close();
    }

    private void refusals() {
        page.open("section").element("h2", say("refusals")).line();
        table("", "refusals.caption", "rule", "persons", "requests");
        for (Refusals refused : report.refusals()) {
            page.open("tr").element("th", refused.rule(), "scope", "row");
            page.element("td", words.number(refused.persons()), "class", "number");
            page.element("td", words.number(refused.requests()), "class", "number")
                    .close()
                    .line();
        }
        page.close().close();
        page.element("p", say("refusals.note"), "class", "soft").close().line();
    }

    /** Opens a table and its body. */
    private void table(String kind, String caption, String... columns) {
        page.open("table", "class", ("plain " + kind).strip())
                .element("caption", say(caption))
                .open("thead")
                .open("tr");
        for (int i = 0; i < columns.length; i++) {
            page.element("th", say(columns[i]), "scope", "col", "class", i == 0 ? "name" : "number");
        }
        page.close().close().open("tbody").line();
    }

    private void method() {
        page.open("section").element("h2", say("method")).line();
        METHOD.forEach(key -> page.element("p", say(key)).line());
        page.close().line();
    }

    private String say(String key, Object... arguments) {
        return leaflet.text(words.say(key, arguments));
    }
}

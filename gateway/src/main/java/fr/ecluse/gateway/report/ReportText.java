package fr.ecluse.gateway.report;

import fr.ecluse.gateway.report.DayReport.Figures;
import fr.ecluse.gateway.report.DayReport.Peak;
import fr.ecluse.gateway.report.DayReport.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for a terminal. */
public final class ReportText {

    private static final String GAP = "   ";

    private final DayReport report;
    private final ReportWords words;
    private final List<String> lines = new ArrayList<>();

    private ReportText(DayReport report, Locale locale) {
        this.report = report;
        this.words = new ReportWords(report, locale);
    }

    /** Its lines; French for a French locale, else English. */
    public static List<String> of(DayReport report, Locale locale) {
        return new ReportText(report, locale).write();
    }

    private List<String> write() {
        lines.add(report.ent() + ", " + words.day());
        if (report.inProgress()) {
            lines.add(words.say("so-far", words.moment(report.asOf())));
        }
        lines.add("");
        sentences();
        lines.add("");
        table(roles());
        lines.add("");
        peak();
        if (!report.refusals().isEmpty()) {
            lines.add("");
            lines.add(words.say("refusals"));
            table(refusals());
        }
        if (report.missed() > 0) {
            lines.add("");
            lines.add(words.say("missed", report.missed()));
        }
        lines.add("");
        lines.add(words.say("method.error"));
        return lines;
    }

    private void sentences() {
        List<ReportWords.Sentence> sentences = words.sentences();
        if (sentences.isEmpty()) {
            lines.add(words.say("sentence.nobody"));
        }
        sentences.forEach(sentence -> lines.add(sentence.text()));
    }

    private void peak() {
        Peak peak = report.peak();
        if (peak != null) {
            lines.add(words.say("peak", peak.sessions(), words.hour(peak.at())));
        }
    }

    private List<List<String>> roles() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns("role", "tried", "seated", "share", "visits", "waited", "p50", "p95"));
        report.byRole().forEach((role, figures) -> rows.add(row(words.role(role), figures)));
        rows.add(row(words.say("everybody"), report.total()));
        return rows;
    }

    private List<String> row(String name, Figures figures) {
        return List.of(
                name,
                words.number(figures.tried()),
                words.number(figures.seated()),
                words.share(figures),
                words.number(figures.visits()),
                words.number(figures.waits().measured()),
                words.duration(figures.waits().p50Seconds()),
                words.duration(figures.waits().p95Seconds()));
    }

    private List<List<String>> refusals() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns("rule", "persons", "requests"));
        for (Refusals refused : report.refusals()) {
            rows.add(List.of(refused.rule(), words.number(refused.persons()), words.number(refused.requests())));
        }
        return rows;
    }

    private List<String> columns(String... keys) {
        List<String> names = new ArrayList<>();
        for (String key : keys) {
            names.add(words.say(key));
        }
        return names;
    }

    /** The first column to the left, numbers to the right. */
    private void table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String blanks = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + blanks : GAP + blanks + row.get(i));
            }
            lines.add(line.toString().stripTrailing());
        }
    }
}

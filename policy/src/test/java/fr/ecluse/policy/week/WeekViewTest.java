package fr.ecluse.policy.week;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import fr.ecluse.policy.Policy;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The week as a program draws it. */
class WeekViewTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);

    private static final String RUNNING = """
            version: 1
            ent: Mon ENT
            ceiling: {sessions: 52000}
            rules:
              - name: parents-journee
                roles: [parent]
                days: weekdays
                from: "08:00"
                to: "18:00"
                effect: refuse
                message: {fr: "À partir de 18 h.", en: "From 18:00."}
            """;

    @Test
    void eachRoleHasItsDayInStretchesWithoutAGap() {
        WeekView view = WeekView.of(week(RUNNING, MONDAY), null, Locale.FRENCH);

        assertThat(view.days()).extracting(WeekView.DayView::name).startsWith("lundi 23 nov.");
        assertThat(view.rows()).extracting(WeekView.RowView::people).contains("Élèves", "Parents");
        assertThat(row(view, "parent").days().get(0))
                .containsExactly(
                        new WeekView.PieceView(0, 480, "admitted", null, "0 h – 8 h admis"),
                        new WeekView.PieceView(480, 1080, "refused", "parents-journee", "8 h – 18 h refusé"),
                        new WeekView.PieceView(1080, 1440, "admitted", null, "18 h – 24 h admis"));
        assertThat(row(view, "parent").days().get(5)).hasSize(1);
        assertThat(row(view, "eleve").days()).allMatch(day -> day.size() == 1);
        assertThat(view.difference()).isNull();
    }

    @Test
    void aRuleIsToldInTheLanguageOfTheReader() {
        WeekView.RuleView french =
                WeekView.of(week(RUNNING, MONDAY), null, Locale.FRENCH).rules().get(0);
        WeekView.RuleView english =
                WeekView.of(week(RUNNING, MONDAY), null, Locale.ENGLISH).rules().get(0);

        assertThat(french.when()).isEqualTo("du lundi au vendredi, de 8 h à 18 h");
        assertThat(french.who()).isEqualTo("Parents");
        assertThat(french.message()).isEqualTo("À partir de 18 h.");
        assertThat(english.message()).isEqualTo("From 18:00.");
        assertThat(french.effect()).isEqualTo("end");
        assertThat(french.decides()).isTrue();
    }

    @Test
    void whoGainsAndWhoLosesAccessIsSaidWithTheHoursOfEachDay() {
        String later = RUNNING.replace("\"18:00\"", "\"17:00\"").replace("[parent]", "[parent, autre]");
        Week week = week(later, MONDAY);
        Difference difference = Difference.between(Samples.written(RUNNING), "policy.yaml", week);

        WeekView.DifferenceView said =
                WeekView.of(week, difference, Locale.FRENCH).difference();

        assertThat(said.nothing()).isFalse();
        assertThat(said.changes())
                .extracting(WeekView.ChangeView::sense, WeekView.ChangeView::who, WeekView.ChangeView::when)
                .containsExactlyInAnyOrder(
                        tuple("gain", "Parents", "du lundi au vendredi de 17 h à 18 h"),
                        tuple("loss", "Autres", "du lundi au vendredi de 8 h à 17 h"));
        WeekView.ChangeView gain = said.changes().stream()
                .filter(change -> change.sense().equals("gain"))
                .findFirst()
                .orElseThrow();
        assertThat(gain.days().get(0)).containsExactly(new WeekView.HoursView(1020, 1080));
        assertThat(gain.days().get(6)).isEmpty();
    }

    @Test
    void theSameRulesAgainChangeNothing() {
        Week week = week(RUNNING, MONDAY);
        Difference difference = Difference.between(Samples.written(RUNNING), "policy.yaml", week);

        assertThat(WeekView.of(week, difference, Locale.ENGLISH).difference().nothing())
                .isTrue();
    }

    @Test
    void whereTheClocksArePutForwardNoMinuteIsToldThatDoesNotExist() {
        List<WeekView.PieceView> sunday = row(
                        WeekView.of(week(RUNNING, Samples.EASTER_WEEK), null, Locale.FRENCH), "parent")
                .days()
                .get(6);

        assertThat(sunday)
                .extracting(WeekView.PieceView::from, WeekView.PieceView::to)
                .containsExactly(tuple(0, 120), tuple(180, 1440));
    }

    private static Week week(String yaml, LocalDate first) {
        Policy policy = Samples.written(yaml);
        return Week.of(policy, null, first);
    }

    private static WeekView.RowView row(WeekView view, String role) {
        return view.rows().stream()
                .filter(row -> row.role().equals(role))
                .findFirst()
                .orElseThrow();
    }
}

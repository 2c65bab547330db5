package fr.ecluse.policy.week;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of services with a ceiling of their own. */
class ServiceCeilingTest {

    private static final String HEAD = "version: 1\nent: Essai\nceiling: {sessions: 52000}\n";
    private static final Policy BEFORE = Samples.written(
            HEAD + "services: [{name: messagerie, sessions: 8000}, {name: pronote, sessions: 20000}]\n");
    private static final Policy AFTER =
            Samples.written(HEAD + "services: [{name: messagerie, sessions: 9500}, {name: moodle, sessions: 15000}]\n");

    @Test
    void aDifferenceTellsEachThatChangesComesOrGoes() {
        Week week = Week.of(AFTER, null, Samples.EASTER_WEEK);
        Difference difference = Difference.between(BEFORE, "hier.yaml", week);
        assertThat(WeekText.of(week, difference, Locale.ENGLISH, Colours.NONE))
                .endsWith(
                        "  Simultaneous sessions on \"messagerie\": 8,000 → 9,500",
                        "  Simultaneous sessions on \"moodle\": no limit → 15,000",
                        "  Simultaneous sessions on \"pronote\": 20,000 → no limit");
        assertThat(WeekText.of(week, difference, Locale.FRANCE, Colours.NONE))
                .contains("  Sessions simultanées sur « moodle » : sans limite → 15\u202f000");
    }

    @Test
    void theSameCeilingsAreNoDifference() {
        Week week = Week.of(BEFORE, null, Samples.EASTER_WEEK);
        assertThat(Difference.between(BEFORE, "hier.yaml", week).isNothing()).isTrue();
    }

    @Test
    void anExplanationOfAServiceSaysItsCeiling() {
        assertThat(explained("messagerie", Locale.ENGLISH))
                .contains("On the service \"messagerie\", which has a ceiling of its own: 8,000 sessions");
        assertThat(explained("messagerie", Locale.FRANCE))
                .contains("Sur le service « messagerie », qui a son propre plafond : 8\u202f000 sessions");
        assertThat(explained("agenda", Locale.ENGLISH)).contains("On the service \"agenda\"");
    }

    @Test
    void scriptsReadItAsANumber() {
        assertThat(ExplanationView.of(explain("messagerie"), Locale.ENGLISH).serviceSessions())
                .isEqualTo(8000);
        assertThat(ExplanationView.of(explain("agenda"), Locale.ENGLISH).serviceSessions())
                .isNull();
        assertThat(ExplanationView.of(explain(null), Locale.ENGLISH).serviceSessions())
                .isNull();
    }

    @Test
    void theWeekAsAPageShowsEveryCeiling() {
        Week week = Week.of(BEFORE, null, Samples.EASTER_WEEK);
        assertThat(WeekPage.of(week, null, Locale.ENGLISH))
                .contains("Simultaneous sessions on &quot;messagerie&quot;")
                .contains("8,000")
                .contains("Simultaneous sessions on &quot;pronote&quot;");
    }

    private static List<String> explained(String service, Locale locale) {
        return ExplanationText.of(explain(service), locale);
    }

    private static Explanation explain(@Nullable String service) {
        Instant at = Instant.parse("2026-11-24T08:30:00Z");
        return Explanation.of(new Explanation.Question(BEFORE, Role.PARENT, service, at));
    }
}

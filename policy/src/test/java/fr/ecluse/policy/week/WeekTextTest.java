package fr.ecluse.policy.week;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeekTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en"})
    void aWeekWithAPublicHolidayAndAClockChangeIsToldAsExpected(String language) {
        Week week = Week.of(Samples.policy("policy.yaml"), null, Samples.EASTER_WEEK);
        assertThat(said(week, null, language)).isEqualTo(Samples.text("week." + language + ".txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en"})
    void whatChangesFromTheRunningPolicyIsToldAsExpected(String language) {
        Week week = Week.of(Samples.policy("policy.yaml"), null, Samples.EASTER_WEEK);
        Difference difference = Difference.between(Samples.policy("running.yaml"), "running.yaml", week);
        assertThat(said(week, difference, language)).endsWith(Samples.text("difference." + language + ".txt"));
    }

    @Test
    void nothingChangesFromAPolicyToItselfAndThatIsSaidPlainly() {
        Week week = Week.of(Samples.policy("policy.yaml"), null, Samples.EASTER_WEEK);
        Difference difference = Difference.between(Samples.policy("policy.yaml"), "policy.yaml", week);
        assertThat(difference.isNothing()).isTrue();
        assertThat(said(week, difference, "fr")).endsWith("""
                Ce qui change par rapport à policy.yaml
                  Rien : jusqu’au 29 mars 2028, les mêmes personnes entrent aux mêmes heures, et les chiffres sont les mêmes.
                """);
    }

    @Test
    void aChangeThatComesAfterTheWeekIsAnnounced() {
        String head = "version: 1\nent: Essai\nceiling: {sessions: 10}\nrules:\n";
        String examens = head + "  - {name: examens, roles: [parent], dates: 2027-06-14, from: 8:00, effect: refuse}\n";
        Week week = Week.of(Samples.written(examens), null, Samples.EASTER_WEEK);
        Difference difference = Difference.between(Samples.written(head + "  []\n"), "avant.yaml", week);
        assertThat(said(week, difference, "fr")).endsWith("""
                Ce qui change par rapport à avant.yaml
                  Cette semaine, personne ne gagne ni ne perd d’accès.
                  Le premier changement vient plus tard : lundi 14 juin 2027 à 8 h, pour parent.
                """);
    }

    @Test
    void theHourThatTheClocksSkipIsLeftBlankAndTheOneThatComesTwiceShowsBoth() {
        String yaml = "version: 1\nent: Essai\nceiling: {sessions: 10}\nrules:\n"
                + "  - {name: a, roles: [parent], days: sun, from: 1:00, to: 2:00, effect: refuse}\n";
        Week spring = Week.of(Samples.written(yaml), null, LocalDate.of(2027, 3, 22));
        assertThat(said(spring, null, "fr"))
                .contains("* dim. 28/03 : Changement d’heure : à 2 h, il est 3 h\n")
                .contains("dim. 28/03* ██··  " + "█".repeat(42) + "  fermé 01:00–02:00\n");
        String all = yaml.replace("from: 1:00, to: 2:00", "from: 2:00, to: 3:00");
        Week autumn = Week.of(Samples.written(all), null, LocalDate.of(2026, 10, 19));
        // From the first 2:00 to 3:00, which comes after the second 2:00.
        assertThat(said(autumn, null, "fr"))
                .contains("* dim. 25/10 : Changement d’heure : à 3 h, il est 2 h\n")
                .contains("dim. 25/10* ████··" + "█".repeat(42) + "  fermé 02:00–03:00\n");
    }

    @Test
    void coloursChangeNothingButTheColours() {
        Week week = Week.of(Samples.policy("policy.yaml"), null, Samples.EASTER_WEEK);
        Difference difference = Difference.between(Samples.policy("running.yaml"), "running.yaml", week);
        List<String> coloured = WeekText.of(week, difference, Locale.FRANCE, Colours.ANSI);
        assertThat(String.join("\n", coloured)).contains("\u001b[31m····");
        assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[\\d+m", "")))
                .containsExactlyElementsOf(WeekText.of(week, difference, Locale.FRANCE, Colours.NONE));
    }

    @Test
    void aRoleWithoutAnyShareOfTheCeilingHasNoSeatWhateverTheRulesSay() {
        String yaml =
                "version: 1\nent: Essai\nceiling: {sessions: 10}\npriority:\n  - {role: autre, admitted-below: 0%}\n";
        Week week = Week.of(Samples.written(yaml), null, Samples.EASTER_WEEK);
        assertThat(said(week, null, "en")).contains("No seat for \"autre\" at any hour: its threshold is 0%.\n");
    }

    @Test
    void daysThatNoCalendarKnowsAreToldOnce() {
        String yaml = "version: 1\nent: Essai\nceiling: {sessions: 10}\nschool-calendar: lyon\nrules:\n"
                + "  - {name: a, roles: [parent], days: school-days, effect: refuse}\n";
        Week week = Week.of(Samples.written(yaml), null, LocalDate.of(2031, 1, 6));
        assertThat(said(week, null, "fr")).containsOnlyOnce("Le calendrier scolaire ne connaît pas ces dates");
    }

    private static String said(Week week, @Nullable Difference difference, String language) {
        Locale locale = Locale.forLanguageTag(language);
        return String.join("\n", WeekText.of(week, difference, locale, Colours.NONE)) + "\n";
    }
}

package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Warnings that need a day, and the alarms that must not be raised. */
class WarningsTest {

    private static final String SCHOOL_DAYS =
            "  - {name: classe, roles: [parent], days: [school-days], from: 8:00, to: 18:00, effect: refuse}\n";

    @Test
    void aCalendarThatEndsWithinSixtyDaysIsSaidToEnd() {
        assertThat(warnings("school-calendar: lyon", SCHOOL_DAYS, LocalDate.of(2027, 7, 3)))
                .singleElement()
                .satisfies(
                        issue -> assertThat(issue.render(Locale.FRENCH))
                                .startsWith(
                                        "policy.yaml:4:1: attention : le calendrier fourni de « Lyon » s’arrête le 2027-08-31 ;"));
        assertThat(warnings("school-calendar: lyon", SCHOOL_DAYS, LocalDate.of(2027, 7, 2)))
                .isEmpty();
    }

    @Test
    void aPolicyThatKnowsLaterHolidaysKeepsItsCalendarLonger() {
        String calendar = "school-calendar: lyon\nholidays: [{from: 2028-07-01, to: 2028-08-31}]";
        assertThat(warnings(calendar, SCHOOL_DAYS, LocalDate.of(2027, 12, 1))).isEmpty();
    }

    @Test
    void aCalendarThatNoRuleAsksAlarmsNobody() {
        String weekdays = SCHOOL_DAYS.replace("[school-days]", "weekdays");
        assertThat(warnings("school-calendar: lyon", weekdays, LocalDate.of(2030, 1, 1)))
                .isEmpty();
    }

    @Test
    void anExceptionWithinTheHoursItIsTakenFromIsNoContradiction() {
        assertThat(warnings("time-zone: Europe/Paris", """
                          - {name: midi, roles: [parent], from: 12:00, to: 14:00, effect: admit}
                          - {name: portes-ouvertes, roles: [parent], dates: 2027-03-13, effect: admit}
                          - {name: journee, roles: [parent], from: 8:00, to: 18:00, effect: refuse}
                        """, LocalDate.of(2026, 11, 24)))
                .isEmpty();
    }

    @Test
    void rulesForOthersOrForOtherServicesDoNotShadowOneAnother() {
        assertThat(warnings("time-zone: Europe/Paris", """
                          - {name: a, roles: [parent], services: [notes], from: 8:00, to: 18:00, effect: refuse}
                          - {name: b, roles: [parent], services: [agenda], from: 8:00, to: 18:00, effect: refuse}
                          - {name: c, roles: [autre], from: 8:00, to: 18:00, effect: refuse}
                          - {name: d, roles: [parent], from: 8:00, to: 18:00, effect: refuse}
                        """, LocalDate.of(2026, 11, 24)))
                .isEmpty();
    }

    @Test
    void aRoleRefusedAllYearButOneHourIsNotBarred() {
        assertThat(warnings(
                        "time-zone: Europe/Paris",
                        "  - {name: a, roles: [parent], from: 8:00, to: 7:59, effect: refuse}\n",
                        LocalDate.of(2026, 11, 24)))
                .isEmpty();
    }

    @Test
    void aRuleWhoseDatesArePastAlarmsNobody() {
        assertThat(warnings(
                        "time-zone: Europe/Paris",
                        "  - {name: a, roles: [parent], dates: 2021-04-06..2021-04-23, effect: refuse}\n",
                        LocalDate.of(2026, 11, 24)))
                .isEmpty();
    }

    @Test
    void fiveHundredRulesLoadAndAreFoundToBeRight() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            LocalDate day = LocalDate.of(2026, 9, 1).plusDays(i);
            rules.append("  - {name: r%d, roles: [parent], dates: %s, from: 8:00, to: 18:00, effect: refuse}\n"
                    .formatted(i, day));
        }
        assertThat(warnings("time-zone: Europe/Paris", rules.toString(), LocalDate.of(2026, 11, 24)))
                .isEmpty();
    }

    private static List<PolicyIssue> warnings(String keys, String rules, LocalDate today) {
        String yaml = "version: 1\nent: Essai\nceiling: {sessions: 10}\n" + keys + "\nrules:\n" + rules;
        Loaded loaded =
                PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8), Circumstances.on(today));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).warnings();
    }
}

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
        assertThat(warnings("school-calendar: lyon", SCHOOL_DAYS, LocalDate.of(2028, 5, 5)))
                .singleElement()
                .satisfies(
                        issue -> assertThat(issue.render(Locale.FRENCH))
                                .startsWith(
                                        "policy.yaml:4:1: attention : le calendrier scolaire de « Lyon » est connu jusqu’au 2028-07-03 ;"));
        assertThat(warnings("school-calendar: lyon", SCHOOL_DAYS, LocalDate.of(2028, 5, 4)))
                .isEmpty();
    }

    @Test
    void aCalendarThatHasEndedIsSaidTo() {
        assertThat(warnings("school-calendar: Corse", SCHOOL_DAYS, LocalDate.of(2026, 11, 24)))
                .singleElement()
                .satisfies(
                        issue -> assertThat(issue.render(Locale.ENGLISH))
                                .startsWith(
                                        "policy.yaml:4:1: warning: the school calendar of \"Corse\" is known up to 2026-07-03;"));
    }

    @Test
    void aTerritoryWithoutDatesIsSaidToHaveNone() {
        assertThat(codes("school-calendar: Wallis-et-Futuna", SCHOOL_DAYS, LocalDate.of(2026, 11, 24)))
                .containsExactly(IssueCode.SCHOOL_CALENDAR_UNKNOWN);
        String farOff = "school-calendar: Wallis-et-Futuna\nholidays: [{from: 2028-07-01, to: 2028-08-31}]";
        assertThat(codes(farOff, SCHOOL_DAYS, LocalDate.of(2026, 11, 24)))
                .as("of these days")
                .containsExactly(IssueCode.SCHOOL_CALENDAR_UNKNOWN);
    }

    @Test
    void aWrittenListOfHolidaysEndsToo() {
        String written = "school-calendar: Wallis-et-Futuna\nholidays: [{from: 2026-12-19, to: 2027-02-14}]";
        assertThat(warnings(written, SCHOOL_DAYS, LocalDate.of(2026, 11, 24))).isEmpty();
        assertThat(codes(written, SCHOOL_DAYS, LocalDate.of(2026, 12, 17)))
                .containsExactly(IssueCode.SCHOOL_CALENDAR_ENDS);
        assertThat(codes(written, SCHOOL_DAYS, LocalDate.of(2027, 3, 1)))
                .containsExactly(IssueCode.SCHOOL_CALENDAR_ENDS);
        String corse =
                "school-calendar: Corse\nholidays: [{from: 2026-10-17, to: 2026-11-01}, {from: 2027-02-20, to: 2027-03-07}]";
        assertThat(warnings(corse, SCHOOL_DAYS, LocalDate.of(2026, 9, 1))).isEmpty();
    }

    @Test
    void aRuleThatIsOverBeforeTheCalendarAlarmsNobody() {
        String until = SCHOOL_DAYS.replace("from:", "dates: 2027-11-15..2028-05-26, from:");
        assertThat(warnings("school-calendar: lyon", until, LocalDate.of(2028, 5, 20)))
                .isEmpty();
        assertThat(warnings("school-calendar: lyon", until, LocalDate.of(2030, 1, 1)))
                .isEmpty();
        String past = SCHOOL_DAYS.replace("from:", "dates: 2021-04-06..2021-04-23, from:");
        assertThat(warnings("school-calendar: Wallis-et-Futuna", past, LocalDate.of(2026, 11, 24)))
                .isEmpty();
    }

    @Test
    void aRuleWhoseDatesGoBeyondTheCalendarIsNamed() {
        String beyond = SCHOOL_DAYS.replace("from:", "dates: 2027-11-15..2029-06-29, from:");
        assertThat(codes("school-calendar: lyon", beyond, LocalDate.of(2026, 11, 24)))
                .containsExactly(IssueCode.DATES_BEYOND_CALENDAR);
        assertThat(codes("school-calendar: lyon", beyond, LocalDate.of(2028, 6, 1)))
                .as("one word is enough")
                .containsExactly(IssueCode.SCHOOL_CALENDAR_ENDS);
        String after = SCHOOL_DAYS.replace("from:", "dates: 2029-09-03..2029-12-21, from:");
        assertThat(codes("school-calendar: lyon", after, LocalDate.of(2026, 11, 24)))
                .containsExactly(IssueCode.DATES_BEYOND_CALENDAR);
    }

    @Test
    void aPolicyThatKnowsLaterHolidaysKeepsItsCalendarLonger() {
        String calendar = "school-calendar: lyon\nholidays: [{from: 2028-07-04, to: 2028-08-31}]";
        assertThat(warnings(calendar, SCHOOL_DAYS, LocalDate.of(2028, 7, 2))).isEmpty();
        assertThat(codes(calendar, SCHOOL_DAYS, LocalDate.of(2028, 7, 3)))
                .containsExactly(IssueCode.SCHOOL_CALENDAR_ENDS);
    }

    @Test
    void aCalendarThatNoRuleAsksAlarmsNobody() {
        String weekdays = SCHOOL_DAYS.replace("[school-days]", "[weekdays, public-holidays]");
        assertThat(warnings("school-calendar: lyon", weekdays, LocalDate.of(2030, 1, 1)))
                .isEmpty();
        assertThat(warnings("school-calendar: Wallis-et-Futuna", weekdays, LocalDate.of(2026, 11, 24)))
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

    private static List<IssueCode> codes(String keys, String rules, LocalDate today) {
        return warnings(keys, rules, today).stream().map(PolicyIssue::code).toList();
    }

    private static List<PolicyIssue> warnings(String keys, String rules, LocalDate today) {
        String yaml = "version: 1\nent: Essai\nceiling: {sessions: 10}\n" + keys + "\nrules:\n" + rules;
        Loaded loaded =
                PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8), Circumstances.on(today));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).warnings();
    }
}

package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Warnings that need a day, and the alarms that must not be raised. */
class WarningsTest {

    private static final String SCHOOL_DAYS =
            "  - {name: classe, roles: [parent], days: [school-days], from: 8:00, to: 18:00, effect: refuse}\n";

    private static final String PARIS = "time-zone: Europe/Paris";

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
    void rulesOfEveryKindOfDayTogetherShadowAWeekday() {
        assertThat(said("school-calendar: lyon", """
                          - {name: classe, roles: [parent], days: school-days, from: 8:00, to: 18:00, effect: refuse}
                          - {name: feries, roles: [parent, autre], days: public-holidays, effect: refuse}
                          - {name: conges, roles: [parent], days: holidays, effect: admit}
                          - {name: midi, roles: [parent], days: weekdays, from: 12:00, to: 14:00, effect: admit}
                        """)).containsExactly("SHADOWED_RULE midi classe, feries, conges");
    }

    @Test
    void schoolDaysLieWithinWeekdaysAndNotTheOtherWayRound() {
        String weekdays =
                "  - {name: semaine, roles: [parent], days: weekdays, from: 8:00, to: 18:00, effect: refuse}\n";
        assertThat(said("school-calendar: lyon", weekdays + SCHOOL_DAYS))
                .containsExactly("SHADOWED_RULE classe semaine");
        assertThat(said("school-calendar: lyon", SCHOOL_DAYS + weekdays)).isEmpty();
    }

    @Test
    void nightsShadowMorningsAndEveningsAndTheOtherWayRound() {
        String night = "  - {name: nuit, roles: [parent], from: 22:00, to: 6:00, effect: refuse}\n";
        String morning = "  - {name: matin, roles: [parent], to: 6:00, effect: refuse}\n";
        String evening = "  - {name: soir, roles: [parent], from: 22:00, effect: refuse}\n";
        assertThat(said(PARIS, night + morning)).containsExactly("SHADOWED_RULE matin nuit");
        assertThat(said(PARIS, morning + evening + night)).containsExactly("SHADOWED_RULE nuit matin, soir");
        assertThat(said(PARIS, morning + night)).isEmpty();
    }

    @Test
    void aRuleThatNeverDecidesIsNotNamedAsTheOneThatDoes() {
        assertThat(said(PARIS, """
                          - {name: jour, roles: [parent], from: 8:00, to: 18:00, effect: refuse}
                          - {name: matin, roles: [parent], from: 8:00, to: 12:00, effect: refuse}
                          - {name: dix-heures, roles: [parent], from: 10:00, to: 11:00, effect: refuse}
                        """)).containsExactly("SHADOWED_RULE matin jour", "SHADOWED_RULE dix-heures jour");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2027-07-02", "2027-12-31", "2028-07-01", "2029-08-31", "2035-08-31"})
    void aRuleThatGoesOnWhenADatedOneHasEndedIsNotShadowed(String end) {
        assertThat(said(PARIS, """
                          - {name: crise, roles: [parent], dates: 2026-09-01..%s, from: 8:00, to: 18:00, effect: refuse}
                          - {name: toujours, roles: [parent], from: 8:00, to: 18:00, effect: refuse, open-sessions: finish}
                        """.formatted(end))).isEmpty();
    }

    @Test
    void anExceptionOnFewerDaysMayReachBeyondTheHoursItIsTakenFrom() {
        assertThat(said("school-calendar: lyon", """
                          - {name: mercredi, roles: [parent], days: wed, from: 12:00, to: 20:00, effect: admit}
                          - {name: samedi, roles: [parent], days: sat, from: 7:00, to: 12:00, effect: refuse}
                          - {name: reunion, roles: [parent], dates: 2026-12-03, from: 17:00, to: 22:00, effect: admit}
                          - {name: jour, roles: [parent], days: school-days, from: 8:00, to: 18:00, effect: refuse}
                        """)).isEmpty();
    }

    @Test
    void anExceptionForFewerPeopleOrServicesMayReachBeyondTheHoursItIsTakenFrom() {
        assertThat(said(PARIS, """
                          - {name: equipes, roles: [personnel], from: 7:00, to: 9:00, effect: admit}
                          - {name: notes, roles: [parent, personnel], services: [notes], from: 17:00, to: 20:00, effect: admit}
                          - {name: jour, roles: [parent, personnel], from: 8:00, to: 18:00, effect: refuse}
                        """)).isEmpty();
    }

    @Test
    void wholeDaysAndNightsThatReachIntoThemAreNoContradiction() {
        assertThat(said("school-calendar: lyon", """
                          - {name: conges, roles: [parent], days: [holidays, public-holidays], effect: admit}
                          - {name: nuit, roles: [parent], from: 22:00, to: 6:00, effect: refuse}
                          - {name: veille, roles: [autre], days: fri, from: 22:00, to: 6:00, effect: admit}
                          - {name: semaine, roles: [autre], days: weekdays, effect: refuse}
                        """)).isEmpty();
    }

    @Test
    void aRuleForOneDayThatAWiderOneCutsIsASlip() {
        assertThat(said(PARIS, """
                          - {name: accueil, roles: [parent, autre], days: weekdays, from: 7:00, to: 9:00, effect: admit}
                          - {name: mardi, roles: [parent], dates: 2026-11-24, from: 8:00, to: 18:00, effect: refuse}
                        """)).containsExactly("OPPOSITE_OVERLAP mardi accueil 6");
    }

    @Test
    void nightsThatMorningsCutAreASlip() {
        assertThat(said(PARIS, """
                          - {name: matin, roles: [parent], from: 5:00, to: 7:00, effect: admit}
                          - {name: nuit, roles: [parent], from: 22:00, to: 6:00, effect: refuse}
                        """)).containsExactly("OPPOSITE_OVERLAP nuit matin 6");
    }

    @Test
    void whatAnEarlierRuleHasDecidedIsNoLongerDisputed() {
        assertThat(said(PARIS, """
                          - {name: ouverture, roles: [parent], from: 8:00, to: 9:00, effect: refuse}
                          - {name: accueil, roles: [parent], from: 7:00, to: 9:00, effect: admit}
                          - {name: jour, roles: [parent], from: 8:00, to: 18:00, effect: refuse}
                        """)).isEmpty();
    }

    @Test
    void aRoleThatThePriorityShutsOutIsBarredOnPurpose() {
        String rule = "  - {name: a, roles: [parent], effect: refuse}\n";
        String others = "priority: [{role: eleve}, {role: enseignant}, {role: personnel}, {role: autre}, ";
        assertThat(said(others + "{role: parent, admitted-below: 0%}]", rule)).isEmpty();
        assertThat(said(others + "{role: parent, admitted-below: 1%}]", rule)).containsExactly("ROLE_BARRED parent");
    }

    @Test
    void aRoleAdmittedForAMinuteByAnExceptionIsNotBarred() {
        assertThat(said(PARIS, """
                          - {name: minute, roles: [parent], days: public-holidays, from: 8:00, to: 8:01, effect: admit}
                          - {name: jour, roles: [parent], from: 8:00, to: 18:00, effect: refuse}
                          - {name: nuit, roles: [parent], from: 18:00, to: 8:00, effect: refuse}
                        """)).isEmpty();
        assertThat(said(PARIS, """
                          - {name: minute, roles: [parent], days: public-holidays, from: 8:00, to: 8:01, effect: admit, services: [notes]}
                          - {name: jour, roles: [parent], from: 8:00, to: 18:00, effect: refuse}
                          - {name: nuit, roles: [parent], from: 18:00, to: 8:00, effect: refuse}
                        """)).as("on one service alone").containsExactly("ROLE_BARRED parent");
    }

    @Test
    void aRuleWhoseHolidaysArePastIsNotEmpty() {
        assertThat(said("school-calendar: lyon", """
                          - {name: a, roles: [parent], days: holidays, dates: 2024-01-01..2026-11-25, effect: refuse}
                        """)).isEmpty();
    }

    @Test
    void aBuiltInRoleLeftOutMustNotPassTheOthers() {
        String list =
                "priority: [{role: eleve}, {role: enseignant}, {role: personnel}, {role: parent, admitted-below: %s}]";
        String rule = "  - {name: a, roles: [autre], from: 8:00, to: 18:00, effect: refuse}\n";
        assertThat(said(list.formatted("49%"), rule)).containsExactly("UNNAMED_ROLE_HIGHER autre 49");
        assertThat(said(list.formatted("50%"), rule)).isEmpty();
    }

    @Test
    void hoursThatTheClocksPassOverQuietlyAlarmNobody() {
        assertThat(said(PARIS, """
                          - {name: toute-la-nuit, roles: [parent], from: 1:00, to: 4:00, effect: refuse}
                          - {name: semaine, roles: [autre], days: weekdays, from: 2:30, to: 5:00, effect: refuse}
                          - {name: avant, roles: [personnel], dates: 2026-11-24..2027-03-26, from: 2:30, to: 5:00, effect: refuse}
                        """)).isEmpty();
        assertThat(said("time-zone: Indian/Reunion", """
                          - {name: nuit, roles: [parent], from: 2:30, to: 5:00, effect: refuse}
                        """)).isEmpty();
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

    /** What is said on 24 November 2026, as codes and what they quote. */
    private static List<String> said(String keys, String rules) {
        return warnings(keys, rules, LocalDate.of(2026, 11, 24)).stream()
                .map(issue -> issue.code() + " " + String.join(" ", issue.arguments()))
                .toList();
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

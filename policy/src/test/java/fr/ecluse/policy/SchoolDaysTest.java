package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that follow the school year. */
class SchoolDaysTest {

    @ParameterizedTest
    @ValueSource(strings = {"Orléans-Tours", "orleans tours", "ORLEANS-TOURS", "zone b", "B", "Rennes"})
    void aCalendarIsNamedByAcademieOrZoneHoweverItIsSpelt(String name) {
        Policy policy = policy("school-calendar: " + name, "[holidays]");
        assertThat(refusesParents(policy, "2027-02-23T09:00"))
                .as("winter in zone B")
                .isTrue();
        assertThat(refusesParents(policy, "2027-02-16T09:00")).as("not yet").isFalse();
    }

    @Test
    void onSchoolDaysParentsAreRefusedAndOnOthersNot() {
        Policy policy = policy("school-calendar: lyon", "school-days");
        assertThat(refusesParents(policy, "2026-11-24T09:00")).isTrue();
        assertThat(refusesParents(policy, "2026-11-28T09:00")).as("Saturday").isFalse();
        assertThat(refusesParents(policy, "2026-11-11T09:00")).as("armistice").isFalse();
        assertThat(refusesParents(policy, "2026-12-22T09:00")).as("Christmas").isFalse();
    }

    @Test
    void theNextEdgeIsBeyondTheHolidays() {
        Policy policy = policy("school-calendar: lyon", "school-days");
        Instant firstDayOfHolidays = paris("2026-12-19T09:00");
        assertThat(policy.verdict(Role.PARENT, null, firstDayOfHolidays).until())
                .isEqualTo(paris("2027-01-04T08:00"));
        Instant summer = paris("2027-07-02T18:00");
        assertThat(policy.verdict(Role.PARENT, null, summer).until()).isEqualTo(paris("2027-09-02T08:00"));
    }

    @Test
    void holidaysThatArePastForGoodLeaveNoEdge() {
        Policy policy = policy("school-calendar: lyon", "holidays");
        assertThat(policy.verdict(Role.PARENT, null, paris("2028-05-29T00:00")).until())
                .isEqualTo(Instant.MAX);
    }

    @Test
    void publicHolidaysNeedNoSchoolCalendar() {
        Policy policy = policy("time-zone: Europe/Paris", "public-holidays");
        assertThat(refusesParents(policy, "2026-11-11T09:00")).isTrue();
        assertThat(refusesParents(policy, "2026-11-12T09:00")).isFalse();
        assertThat(policy.verdict(Role.PARENT, null, paris("2026-12-25T18:00")).until())
                .isEqualTo(paris("2027-01-01T08:00"));
    }

    @Test
    void theNextPublicHolidayIsFoundMonthsAhead() {
        Policy policy = policy("time-zone: Europe/Paris", "public-holidays");
        assertThat(policy.verdict(Role.PARENT, null, paris("2027-01-01T18:00")).until())
                .as("Easter Monday")
                .isEqualTo(paris("2027-03-29T08:00"));
    }

    @Test
    void holidaysThatAreKnownAreFoundYearsAhead() {
        Policy policy = policy("school-calendar: Wallis\nholidays: [{from: 2029-07-01, to: 2029-08-31}]", "holidays");
        assertThat(policy.verdict(Role.PARENT, null, paris("2026-11-24T09:00")).until())
                .isEqualTo(paris("2029-07-01T08:00"));
    }

    @Test
    void kindsOfDayAddUp() {
        Policy policy = policy("school-calendar: lyon", "[weekend, public-holidays]");
        assertThat(refusesParents(policy, "2026-11-11T09:00")).isTrue();
        assertThat(refusesParents(policy, "2026-11-14T09:00")).isTrue();
        assertThat(refusesParents(policy, "2026-11-12T09:00")).isFalse();
    }

    @Test
    void aPolicyCorrectsItsCalendar() {
        Policy policy = policy("""
                school-calendar: lyon
                holidays:
                  - {from: 2026-11-12, to: 2026-11-13, name: Pont du 11 novembre}
                  - {from: 2027-02-22, to: 2027-02-28, school: true}""", "school-days");
        assertThat(refusesParents(policy, "2026-11-12T09:00")).isFalse();
        assertThat(refusesParents(policy, "2027-02-19T09:00"))
                .as("still winter holidays")
                .isFalse();
        assertThat(refusesParents(policy, "2027-02-22T09:00"))
                .as("back to school early")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // Last hour of the term, first hour of the next: on the wall there, whatever the clock in Paris does meanwhile.
        "La Réunion,Indian/Reunion,2026-12-18T17:59,2027-02-01T08:00,+04:00",
        "La Réunion,Indian/Reunion,2027-03-16T17:59,2027-03-30T08:00,+04:00",
        "Nouvelle-Calédonie,Pacific/Noumea,2026-10-09T17:59,2026-10-26T08:00,+11:00",
        "Polynésie,Pacific/Tahiti,2026-03-27T17:59,2026-04-13T08:00,-10:00",
        "Martinique,America/Martinique,2026-03-27T17:59,2026-04-13T08:00,-04:00",
        "Mayotte,Indian/Mayotte,2025-10-10T17:59,2025-10-27T08:00,+03:00"
    })
    void overseasTheTermEndsAndBeginsOnTheClockThere(
            String territory, String zone, String lastMinute, String back, String offset) {
        Policy policy = policy("school-calendar: " + territory + "\ntime-zone: " + zone, "school-days");
        Instant last = OffsetDateTime.parse(lastMinute + offset).toInstant();
        Instant first = OffsetDateTime.parse(back + offset).toInstant();
        assertThat(policy.verdict(Role.PARENT, null, last)).isInstanceOf(Verdict.Refused.class);
        Verdict holidays = policy.verdict(Role.PARENT, null, last.plusSeconds(60));
        assertThat(holidays).isInstanceOf(Verdict.Admitted.class);
        assertThat(holidays.until()).isEqualTo(first);
        assertThat(policy.verdict(Role.PARENT, null, first.minusSeconds(1))).isInstanceOf(Verdict.Admitted.class);
        assertThat(policy.verdict(Role.PARENT, null, first)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void beyondTheKnownDatesTheWeekdayDecides() {
        Policy schoolDays = policy("school-calendar: lyon", "school-days");
        assertThat(refusesParents(schoolDays, "2031-02-14T09:00"))
                .as("a Friday")
                .isTrue();
        assertThat(refusesParents(schoolDays, "2031-02-15T09:00"))
                .as("a Saturday")
                .isFalse();
        assertThat(refusesParents(schoolDays, "2031-07-14T09:00"))
                .as("a public holiday")
                .isFalse();
        assertThat(refusesParents(schoolDays, "1999-11-05T09:00"))
                .as("long ago")
                .isTrue();
        Policy holidays = policy("school-calendar: lyon", "holidays");
        assertThat(refusesParents(holidays, "2031-08-05T09:00")).as("summer").isFalse();
        Policy wallis = policy("school-calendar: Wallis-et-Futuna", "school-days");
        assertThat(refusesParents(wallis, "2026-11-24T09:00")).isTrue();
        assertThat(wallis.verdict(Role.PARENT, null, paris("2026-11-27T18:00")).until())
                .as("Monday")
                .isEqualTo(paris("2026-11-30T08:00"));
    }

    private static boolean refusesParents(Policy policy, String local) {
        return policy.verdict(Role.PARENT, null, paris(local)) instanceof Verdict.Refused;
    }

    private static Policy policy(String calendar, String days) {
        String yaml = "version: 1\nent: Essai\nceiling: {sessions: 10}\n" + calendar + "\nrules:\n"
                + "  - {name: jour, roles: [parent], days: " + days + ", from: 8:00, to: 18:00, effect: refuse}\n";
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).policy();
    }

    private static Instant paris(String local) {
        return LocalDateTime.parse(local).atZone(ZoneId.of("Europe/Paris")).toInstant();
    }
}

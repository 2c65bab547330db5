package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertThat(policy.verdict(Role.PARENT, null, summer).until()).isEqualTo(paris("2027-09-01T08:00"));
    }

    @Test
    void holidaysThatArePastForGoodLeaveNoEdge() {
        Policy policy = policy("school-calendar: lyon", "holidays");
        assertThat(policy.verdict(Role.PARENT, null, paris("2027-09-01T00:00")).until())
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

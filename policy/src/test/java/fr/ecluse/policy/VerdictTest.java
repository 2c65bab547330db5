package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Who is welcome when, on the clocks of Paris and of a few other places. 24 November 2026 is a Tuesday. */
class VerdictTest {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private static final String PARENTS_BY_DAY = """
              - name: parents-journee
                roles: [parent]
                days: weekdays
                from: "08:00"
                to: "18:00"
                effect: refuse
                message: {fr: "Les parents sont accueillis le soir.", en: "Parents are welcome in the evening."}
            """;

    @Test
    void aParentIsRefusedFromEightToSixOnTheSecond() {
        Policy policy = policy(PARENTS_BY_DAY);
        assertThat(at(policy, "2026-11-24T07:59:59")).isInstanceOf(Verdict.Admitted.class);
        assertThat(at(policy, "2026-11-24T08:00:00")).isInstanceOf(Verdict.Refused.class);
        assertThat(at(policy, "2026-11-24T17:59:59")).isInstanceOf(Verdict.Refused.class);
        assertThat(at(policy, "2026-11-24T18:00:00")).isInstanceOf(Verdict.Admitted.class);
        assertThat(at(policy, "2026-11-28T09:00:00")).as("a Saturday").isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aRefusalCarriesItsRuleItsBeginningAndItsEnd() {
        Verdict.Refused refused = (Verdict.Refused) at(policy(PARENTS_BY_DAY), "2026-11-24T09:00:00");
        assertThat(refused.rule().name()).isEqualTo("parents-journee");
        assertThat(refused.rule().line()).isEqualTo(5);
        assertThat(refused.rule().column()).isEqualTo(5);
        assertThat(refused.rule().message(Locale.FRANCE)).isEqualTo("Les parents sont accueillis le soir.");
        assertThat(refused.rule().message(Locale.GERMAN)).isEqualTo("Les parents sont accueillis le soir.");
        assertThat(refused.since()).isEqualTo(paris("2026-11-24T08:00:00"));
        assertThat(refused.until()).isEqualTo(paris("2026-11-24T18:00:00"));
        assertThat(refused.reopensAt()).isEqualTo("2026-11-24T18:00:00+01:00");
    }

    @Test
    void aRuleWithoutMessageStillHasWordsInTheReadersLanguage() {
        Rule rule = policy("  - {name: a, roles: [parent], effect: refuse}\n")
                .rules()
                .get(0);
        assertThat(rule.message(Locale.FRENCH)).startsWith("L’accès au portail");
        assertThat(rule.message(Locale.ENGLISH)).startsWith("You have no access");
    }

    @Test
    void otherRolesAreAdmittedForEver() {
        Verdict verdict = policy(PARENTS_BY_DAY).verdict(Role.ELEVE, null, paris("2026-11-24T09:00:00"));
        assertThat(verdict).isEqualTo(new Verdict.Admitted(null, Instant.MAX));
    }

    @Test
    void anAdmittedParentKnowsWhenTheNextWindowOpens() {
        Policy policy = policy(PARENTS_BY_DAY);
        assertThat(at(policy, "2026-11-24T07:59:59").until()).isEqualTo(paris("2026-11-24T08:00:00"));
        assertThat(at(policy, "2026-11-27T18:00:00").until())
                .as("from Friday evening to Monday morning")
                .isEqualTo(paris("2026-11-30T08:00:00"));
    }

    @Test
    void theNextWindowOfARuleForOneDayIsAWeekAway() {
        Policy policy =
                policy("  - {name: lundi, roles: [parent], days: mon, from: 8:00, to: 18:00, effect: refuse}\n");
        assertThat(at(policy, "2026-11-23T18:00:00").until()).isEqualTo(paris("2026-11-30T08:00:00"));
    }

    @Test
    void aWindowAcrossMidnightBelongsToTheDayItStarts() {
        Policy policy = policy(
                "  - {name: nuit, roles: [parent], days: [fri], from: \"22:00\", to: \"06:00\", effect: refuse}\n");
        assertThat(at(policy, "2026-11-27T05:00:00")).as("Friday before dawn").isInstanceOf(Verdict.Admitted.class);
        assertThat(at(policy, "2026-11-27T22:00:00")).isInstanceOf(Verdict.Refused.class);
        Verdict.Refused afterMidnight = (Verdict.Refused) at(policy, "2026-11-28T05:59:59");
        assertThat(afterMidnight.since()).isEqualTo(paris("2026-11-27T22:00:00"));
        assertThat(afterMidnight.reopensAt()).isEqualTo(paris("2026-11-28T06:00:00"));
        assertThat(at(policy, "2026-11-28T06:00:00")).isInstanceOf(Verdict.Admitted.class);
        assertThat(at(policy, "2026-11-28T22:00:00")).as("Saturday night").isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void onTheShortNightAWindowInTheSkippedHourIsMovedByItsLength() {
        Policy policy = policy("  - {name: nuit, roles: [parent], from: \"02:30\", to: \"04:00\", effect: refuse}\n");
        assertThat(policy.verdict(Role.PARENT, null, instant("2027-03-28T03:29:59+02:00")))
                .isInstanceOf(Verdict.Admitted.class);
        Verdict.Refused refused =
                (Verdict.Refused) policy.verdict(Role.PARENT, null, instant("2027-03-28T03:30:00+02:00"));
        assertThat(refused.reopensAt()).isEqualTo("2027-03-28T04:00:00+02:00");
    }

    @Test
    void aWindowThatTheClocksSkipDoesNotHoldThatDay() {
        Policy policy = policy("  - {name: nuit, roles: [parent], from: \"02:00\", to: \"03:00\", effect: refuse}\n");
        assertThat(policy.verdict(Role.PARENT, null, instant("2027-03-28T03:00:00+02:00"))
                        .until())
                .isEqualTo("2027-03-29T02:00:00+02:00");
    }

    @Test
    void onTheLongNightAnHourThatHappensTwiceMeansItsFirstTime() {
        Policy policy = policy("  - {name: nuit, roles: [parent], from: \"02:30\", to: \"08:00\", effect: refuse}\n");
        assertThat(policy.verdict(Role.PARENT, null, instant("2026-10-25T02:29:59+02:00")))
                .isInstanceOf(Verdict.Admitted.class);
        Verdict.Refused refused =
                (Verdict.Refused) policy.verdict(Role.PARENT, null, instant("2026-10-25T02:10:00+01:00"));
        assertThat(refused.since()).isEqualTo("2026-10-25T02:30:00+02:00");
        assertThat(refused.reopensAt()).isEqualTo("2026-10-25T08:00:00+01:00");
    }

    @Test
    void aWindowThatTheClocksSkipAltogetherIsNoEdge() {
        Policy policy = policy("  - {name: nuit, roles: [parent], from: \"02:00\", to: \"03:00\", effect: refuse}\n");
        assertThat(policy.verdict(Role.PARENT, null, instant("2027-03-28T01:30:00+01:00")))
                .isEqualTo(new Verdict.Admitted(null, instant("2027-03-29T02:00:00+02:00")));
    }

    @Test
    void whereAWindowRunsIntoItselfTheEarlierOccurrenceCounts() {
        Policy policy = policy("  - {name: a, roles: [parent], from: \"03:10\", to: \"02:50\", effect: refuse}\n");
        // Saturday's ends at 02:50, which the clocks skip: at 03:50. Sunday's has begun by then.
        Verdict.Refused refused =
                (Verdict.Refused) policy.verdict(Role.PARENT, null, instant("2027-03-28T03:30:00+02:00"));
        assertThat(refused.since()).isEqualTo("2027-03-27T03:10:00+01:00");
        assertThat(refused.until()).isEqualTo("2027-03-28T03:50:00+02:00");
        assertThat(refused.reopensAt()).isEqualTo("2027-03-29T02:50:00+02:00");
    }

    @Test
    void eightOClockIsEightOClockOnBothDaysTheClocksChange() {
        Policy policy = policy("  - {name: jour, roles: [parent], from: 8:00, to: 18:00, effect: refuse}\n");
        assertThat(at(policy, "2027-03-28T07:59:59")).isInstanceOf(Verdict.Admitted.class);
        assertThat(((Verdict.Refused) at(policy, "2027-03-28T08:00:00")).reopensAt())
                .isEqualTo("2027-03-28T18:00:00+02:00");
        assertThat(at(policy, "2026-10-25T07:59:59")).isInstanceOf(Verdict.Admitted.class);
        assertThat(((Verdict.Refused) at(policy, "2026-10-25T08:00:00")).reopensAt())
                .isEqualTo("2026-10-25T18:00:00+01:00");
    }

    @Test
    void datesIncludeTheirFirstAndTheirLastDay() {
        Policy policy = policy("  - {name: a, roles: [parent], dates: 2026-11-24..2026-11-25, effect: refuse}\n");
        assertThat(at(policy, "2026-11-23T23:59:59").until()).isEqualTo(paris("2026-11-24T00:00:00"));
        assertThat(at(policy, "2026-11-24T00:00:00")).isInstanceOf(Verdict.Refused.class);
        assertThat(at(policy, "2026-11-25T23:59:59")).isInstanceOf(Verdict.Refused.class);
        assertThat(at(policy, "2026-11-26T00:00:00")).isEqualTo(new Verdict.Admitted(null, Instant.MAX));
    }

    @Test
    void oneDateIsARangeOfOneDay() {
        Policy policy = policy("  - {name: a, roles: [parent], dates: 2026-11-24, effect: refuse}\n");
        assertThat(((Verdict.Refused) at(policy, "2026-11-24T12:00:00")).reopensAt())
                .isEqualTo(paris("2026-11-25T00:00:00"));
    }

    @Test
    void theFirstRuleThatMatchesWins() {
        String lunch = "  - {name: midi, roles: [parent], from: \"12:00\", to: \"14:00\", effect: admit}\n";
        Policy lunchFirst = policy(lunch + PARENTS_BY_DAY);
        Verdict noon = at(lunchFirst, "2026-11-24T13:00:00");
        assertThat(noon).isInstanceOfSatisfying(Verdict.Admitted.class, admitted -> {
            assertThat(admitted.rule()).isEqualTo(lunchFirst.rules().get(0));
            assertThat(admitted.until()).isEqualTo(paris("2026-11-24T14:00:00"));
        });
        assertThat(at(policy(PARENTS_BY_DAY + lunch), "2026-11-24T13:00:00")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aRefusalReopensWhenAnEarlierRuleAdmits() {
        Policy policy = policy(
                "  - {name: midi, roles: [parent], from: \"12:00\", to: \"14:00\", effect: admit}\n" + PARENTS_BY_DAY);
        Verdict.Refused morning = (Verdict.Refused) at(policy, "2026-11-24T09:00:00");
        assertThat(morning.reopensAt()).isEqualTo(paris("2026-11-24T12:00:00"));
        Verdict.Refused afternoon = (Verdict.Refused) at(policy, "2026-11-24T15:00:00");
        assertThat(afternoon.since()).as("the interruption's end").isEqualTo(paris("2026-11-24T14:00:00"));
        assertThat(afternoon.reopensAt()).isEqualTo(paris("2026-11-24T18:00:00"));
    }

    @Test
    void adjacentRefusalsReopenTogether() {
        Policy policy = policy("""
                  - {name: matin, roles: [parent], from: "08:00", to: "12:00", effect: refuse}
                  - {name: midi, roles: [parent], from: "12:00", to: "14:00", effect: refuse, open-sessions: finish}
                  - {name: soir, roles: [parent], from: "13:00", to: "06:00", effect: refuse}
                """);
        Verdict.Refused refused = (Verdict.Refused) at(policy, "2026-11-24T09:00:00");
        assertThat(refused.until()).isEqualTo(paris("2026-11-24T12:00:00"));
        assertThat(refused.reopensAt()).isEqualTo(paris("2026-11-25T06:00:00"));
    }

    @Test
    void aRefusalOfMoreThanFourteenDaysHasNoReopening() {
        Policy days14 = policy("  - {name: a, roles: [parent], dates: 2026-11-01..2026-11-30, effect: refuse}\n");
        assertThat(((Verdict.Refused) at(days14, "2026-11-17T00:00:00")).reopensAt())
                .isEqualTo(paris("2026-12-01T00:00:00"));
        assertThat(((Verdict.Refused) at(days14, "2026-11-16T23:59:59")).reopensAt())
                .isNull();
        Policy always = policy("  - {name: a, roles: [parent], effect: refuse}\n");
        assertThat(((Verdict.Refused) at(always, "2026-11-17T00:00:00")).reopensAt())
                .isNull();
    }

    @Test
    void openSessionsThatMayFinishAreRefusedToNewcomersOnly() {
        Policy policy =
                policy("  - {name: a, roles: [parent], from: \"08:00\", effect: refuse, open-sessions: finish}\n");
        Verdict.RefusedToNewcomers refused = (Verdict.RefusedToNewcomers) at(policy, "2026-11-24T09:00:00");
        assertThat(refused.since()).isEqualTo(paris("2026-11-24T08:00:00"));
        assertThat(refused.reopensAt()).isEqualTo(paris("2026-11-25T00:00:00"));
    }

    @Test
    void aRuleOfAServiceSpeaksOnlyThere() {
        Policy policy = policy("  - {name: a, roles: [parent], services: [messagerie], effect: refuse}\n");
        Instant at = paris("2026-11-24T09:00:00");
        assertThat(policy.verdict(Role.PARENT, null, at)).isEqualTo(new Verdict.Admitted(null, Instant.MAX));
        assertThat(policy.verdict(Role.PARENT, "notes", at)).isEqualTo(new Verdict.Admitted(null, Instant.MAX));
        assertThat(policy.verdict(Role.PARENT, "messagerie", at)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void hoursAreThoseOfThePolicysOwnClock() {
        Policy reunion = load("version: 1\nent: Métice\ntime-zone: Indian/Reunion\nceiling: {sessions: 10}\nrules:\n"
                + PARENTS_BY_DAY);
        assertThat(reunion.verdict(Role.PARENT, null, instant("2026-11-24T08:00:00+04:00")))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(reunion.verdict(Role.PARENT, null, instant("2026-11-24T08:00:00+01:00")))
                .as("11:00 there")
                .isInstanceOf(Verdict.Refused.class);
        assertThat(reunion.verdict(Role.PARENT, null, instant("2026-11-24T17:00:00+01:00")))
                .as("20:00 there")
                .isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aPriorityLeftOutAdmitsTheFiveRolesToTheFullCeiling() {
        assertThat(policy("").priority())
                .containsExactly(
                        new Priority(Role.ELEVE, 100),
                        new Priority(Role.ENSEIGNANT, 100),
                        new Priority(Role.PERSONNEL, 100),
                        new Priority(Role.PARENT, 100),
                        new Priority(Role.AUTRE, 100));
    }

    @Test
    void builtInRolesThatAWrittenPriorityLeavesOutComeLastAtFiftyPercent() {
        Policy policy = load("""
                version: 1
                ent: Essai
                ceiling: {sessions: 10}
                priority:
                  - {role: direction}
                  - {role: parent, admitted-below: 80%}
                """);
        assertThat(policy.priority())
                .containsExactly(
                        new Priority(new Role("direction"), 100),
                        new Priority(Role.PARENT, 80),
                        new Priority(Role.ELEVE, 50),
                        new Priority(Role.ENSEIGNANT, 50),
                        new Priority(Role.PERSONNEL, 50),
                        new Priority(Role.AUTRE, 50));
        assertThat(policy.knows(new Role("direction"))).isTrue();
        assertThat(policy.knows(new Role("inspecteur"))).isFalse();
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        Policy policy = load("version: 1\nent: Essai\nceiling: {sessions: 52000}\n");
        assertThat(policy.timeZone()).isEqualTo(PARIS);
        assertThat(policy.ceiling())
                .isEqualTo(new CeilingBounds(52_000, 1, Integer.MAX_VALUE, java.util.OptionalInt.empty()));
        assertThat(policy.session()).isEqualTo(new SessionLimits(Duration.ofMinutes(10), Duration.ofHours(12)));
        assertThat(policy.rules()).isEmpty();
        assertThat(policy.sha256()).hasSize(64);
    }

    private static Policy policy(String rules) {
        return load("version: 1\nent: Essai\nceiling: {sessions: 10}\nrules:\n" + (rules.isEmpty() ? "  []\n" : rules));
    }

    private static Policy load(String yaml) {
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).policy();
    }

    private static Verdict at(Policy policy, String local) {
        return policy.verdict(Role.PARENT, null, paris(local));
    }

    private static Instant paris(String local) {
        return LocalDateTime.parse(local).atZone(PARIS).toInstant();
    }

    private static Instant instant(String withOffset) {
        return OffsetDateTime.parse(withOffset).toInstant();
    }
}

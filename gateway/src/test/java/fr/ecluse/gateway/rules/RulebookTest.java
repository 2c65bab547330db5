package fr.ecluse.gateway.rules;

import static fr.ecluse.gateway.trial.MovableClock.at;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tuesday 24 November 2026, in Paris. */
class RulebookTest {

    private static final String HEAD = "version: 1\nent: Essai\nceiling: {sessions: 10}\n";
    private static final String PARENTS_BY_NIGHT = HEAD + """
        rules:
          - {name: journee, roles: [parent], days: weekdays, from: "08:00", to: "18:00", effect: refuse}
        """;
    private static final Role INCONNU = new Role("inconnu");

    private final MovableClock clock = new MovableClock("2026-11-24T12:00:00+01:00");

    @Test
    void aParentIsRefusedUntilTheLastMillisecondAndWelcomeAtSixSharp() {
        Rulebook rulebook = rulebook(PARENTS_BY_NIGHT);
        assertThat(refusedBy(rulebook.verdict(Role.PARENT, null))).isEqualTo("journee");

        clock.set("2026-11-24T17:59:59.999+01:00");
        assertThat(refusedBy(rulebook.verdict(Role.PARENT, null))).isEqualTo("journee");
        clock.set("2026-11-24T18:00:00.000+01:00");
        assertThat(rulebook.verdict(Role.PARENT, null)).isInstanceOf(Verdict.Admitted.class);
        clock.set("2026-11-25T07:59:59.999+01:00");
        assertThat(rulebook.verdict(Role.PARENT, null)).isInstanceOf(Verdict.Admitted.class);
        clock.set("2026-11-25T08:00:00.000+01:00");
        assertThat(refusedBy(rulebook.verdict(Role.PARENT, null))).isEqualTo("journee");
    }

    @Test
    void betweenTwoEdgesTheVerdictIsRememberedAndNotAskedAgain() {
        Rulebook rulebook = rulebook(PARENTS_BY_NIGHT);
        Verdict atNoon = rulebook.verdict(Role.PARENT, null);
        assertThat(atNoon.until()).isEqualTo(at("2026-11-24T18:00:00+01:00"));

        clock.set("2026-11-24T17:59:59.999+01:00");
        assertThat(rulebook.verdict(Role.PARENT, null)).isSameAs(atNoon);

        clock.set("2026-11-24T18:00:00+01:00");
        Verdict evening = rulebook.verdict(Role.PARENT, null);
        clock.set("2026-11-25T03:00:00+01:00");
        assertThat(rulebook.verdict(Role.PARENT, null)).isSameAs(evening);
    }

    @Test
    void aVerdictThatNeverChangesIsRememberedForEver() {
        Rulebook rulebook = rulebook(PARENTS_BY_NIGHT);
        Verdict pupils = rulebook.verdict(Role.ELEVE, null);
        assertThat(pupils.until()).isEqualTo(Instant.MAX);

        clock.set("2031-03-02T09:00:00+01:00");
        assertThat(rulebook.verdict(Role.ELEVE, null)).isSameAs(pupils);
    }

    @Test
    void aClockThatWasSetBackIsAskedAgain() {
        clock.set("2026-11-24T18:00:00+01:00");
        Rulebook rulebook = rulebook(PARENTS_BY_NIGHT);
        assertThat(rulebook.verdict(Role.PARENT, null)).isInstanceOf(Verdict.Admitted.class);

        clock.set("2026-11-24T17:59:59.999+01:00");
        assertThat(refusedBy(rulebook.verdict(Role.PARENT, null))).isEqualTo("journee");
    }

    @Test
    void aRuleOfAServiceSpeaksOfThatServiceAlone() {
        Rulebook rulebook = rulebook(HEAD + """
            rules:
              - {name: courrier, roles: [parent], services: [messagerie], effect: refuse, open-sessions: finish}
            """);

        assertThat(refusedBy(rulebook.verdict(Role.PARENT, "messagerie"))).isEqualTo("courrier");
        assertThat(rulebook.verdict(Role.PARENT, null)).isInstanceOf(Verdict.Admitted.class);
        assertThat(rulebook.verdict(Role.PARENT, "notes")).isInstanceOf(Verdict.Admitted.class);
        assertThat(rulebook.verdict(Role.ELEVE, "messagerie")).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aServiceHasItsOwnEdgesAndTheRulesOfTheWholeEntBesides() {
        Rulebook rulebook = rulebook(HEAD + """
            rules:
              - {name: courrier, roles: [parent], services: [messagerie], from: "18:00", to: "20:00", effect: refuse}
              - {name: journee, roles: [parent], from: "08:00", to: "18:00", effect: refuse}
            """);
        assertThat(refusedBy(rulebook.verdict(Role.PARENT, "messagerie"))).isEqualTo("journee");
        assertThat(refusedBy(rulebook.verdict(Role.PARENT, "notes"))).isEqualTo("journee");

        clock.set("2026-11-24T18:00:00+01:00");
        assertThat(refusedBy(rulebook.verdict(Role.PARENT, "messagerie"))).isEqualTo("courrier");
        assertThat(rulebook.verdict(Role.PARENT, "notes")).isInstanceOf(Verdict.Admitted.class);

        clock.set("2026-11-24T20:00:00+01:00");
        assertThat(rulebook.verdict(Role.PARENT, "messagerie")).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aRoleThatThePolicyDoesNotKnowIsJudgedAsAutre() {
        Rulebook rulebook = rulebook(HEAD + """
            rules:
              - {name: autres, roles: [autre], from: "08:00", to: "18:00", effect: refuse}
              - {name: courrier, roles: [autre], services: [messagerie], effect: refuse}
            """);
        assertThat(refusedBy(rulebook.verdict(INCONNU, null))).isEqualTo("autres");

        clock.set("2026-11-24T18:00:00+01:00");
        assertThat(rulebook.verdict(INCONNU, null)).isInstanceOf(Verdict.Admitted.class);
        assertThat(refusedBy(rulebook.verdict(INCONNU, "messagerie"))).isEqualTo("courrier");
    }

    @Test
    void theFavouredRoleIsTheFirstOfThePriorityWhateverTheOrderOfTheRoles() {
        Rulebook rulebook = rulebook(
                HEAD + "priority: [{role: enseignant}, {role: delegue}, {role: parent, admitted-below: 80%}]\n");
        Role delegue = new Role("delegue");

        assertThat(rulebook.favoured(List.of(Role.PARENT, delegue, Role.ENSEIGNANT)))
                .isEqualTo(Role.ENSEIGNANT);
        assertThat(rulebook.favoured(List.of(delegue, Role.PARENT))).isEqualTo(delegue);
        assertThat(rulebook.favoured(List.of(Role.ELEVE, Role.PARENT))).isEqualTo(Role.PARENT);
        assertThat(rulebook.favoured(List.of(Role.PARENT))).isEqualTo(Role.PARENT);
    }

    @Test
    void anUnknownRoleComesAfterAllTheOthers() {
        Rulebook rulebook = rulebook(HEAD);

        assertThat(rulebook.rank(Role.ELEVE)).isZero();
        assertThat(rulebook.rank(Role.AUTRE)).isEqualTo(4);
        assertThat(rulebook.rank(INCONNU)).isEqualTo(5);
        assertThat(rulebook.favoured(List.of(INCONNU, Role.AUTRE))).isEqualTo(Role.AUTRE);
        assertThat(rulebook.favoured(List.of(INCONNU))).isEqualTo(INCONNU);
    }

    @Test
    void theOpenRolesFollowTheClockMostFavouredFirst() {
        Rulebook rulebook = rulebook(HEAD + """
            rules:
              - {name: journee, roles: [parent], from: "08:00", to: "18:00", effect: refuse}
              - {name: fin, roles: [autre], from: "08:00", to: "18:00", effect: refuse, open-sessions: finish}
              - {name: courrier, roles: [eleve], services: [messagerie], effect: refuse}
            """);
        assertThat(rulebook.open()).containsExactly(Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL);

        clock.set("2026-11-24T18:00:00+01:00");
        assertThat(rulebook.open())
                .containsExactly(Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL, Role.PARENT, Role.AUTRE);
    }

    @Test
    void aRoleIsShutOutWhereNoServiceIsOpenToItAndNobodyMayFinish() {
        Rulebook rulebook = rulebook(HEAD + """
            rules:
              - {name: cantine, roles: [personnel], services: [cantine], effect: admit}
              - {name: courrier, roles: [enseignant], services: [messagerie], effect: refuse}
              - {name: journee, roles: [parent, personnel], from: "08:00", to: "18:00", effect: refuse}
              - {name: fin, roles: [autre], from: "08:00", to: "18:00", effect: refuse, open-sessions: finish}
            """);
        assertThat(rulebook.shutOut()).containsExactly(Role.PARENT);

        clock.set("2026-11-24T18:00:00+01:00");
        assertThat(rulebook.shutOut()).isEmpty();
    }

    private Rulebook rulebook(String yaml) {
        return new Rulebook(policy(yaml), clock);
    }

    private static Policy policy(String yaml) {
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).policy();
    }

    /** The name of the rule that refuses; fails if none does. */
    private static String refusedBy(Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            return refused.rule().name();
        }
        if (verdict instanceof Verdict.RefusedToNewcomers refused) {
            return refused.rule().name();
        }
        throw new AssertionError("not refused: " + verdict);
    }
}

package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.pages.Page;
import fr.ecluse.gateway.rules.Rulebook;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The policy of a territory on a Tuesday. */
class PrecedenceTest {

    private static final Instant NINE = MovableClock.at("2026-11-24T09:00:00+01:00");
    private static final Instant SIX_PM = MovableClock.at("2026-11-24T18:00:00+01:00");
    private static final Instant SEVEN_PM = MovableClock.at("2026-11-24T19:00:00+01:00");

    private final Precedence precedence = new Precedence();

    @Test
    void theRolesAboveALaneComeFirstInTheirOrder() {
        assertThat(before("parent", "", NINE)).isEqualTo(first(null, Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL));
        assertThat(before("enseignant", "", NINE)).isEqualTo(first(null, Role.ELEVE));
        assertThat(before("eleve", "", NINE)).isEqualTo(Page.First.NOBODY);
    }

    @Test
    void theOrderIsThePolicys() {
        assertThat(before("eleve", "priority:\n  - {role: parent, admitted-below: 100%}\n", NINE))
                .isEqualTo(first(null, Role.PARENT));
    }

    @Test
    void untilIsWhenTheRulesCloseToAllOfThem() {
        String both = rule("eleve", "18:00", "20:00")
                + rule("enseignant", "19:00", "20:00")
                + rule("personnel", "18:00", "20:00");
        assertThat(before("parent", "rules:\n" + both, NINE))
                .isEqualTo(first(SEVEN_PM, Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL));
        assertThat(before("enseignant", "rules:\n" + both, NINE)).isEqualTo(first(SIX_PM, Role.ELEVE));
    }

    @Test
    void oneThatStaysOpenLeavesTheEndOpen() {
        assertThat(before("parent", "rules:\n" + rule("eleve", "18:00", "20:00"), NINE)
                        .until())
                .isNull();
    }

    @Test
    void aRoleThatTheRulesKeepOutComesBeforeNobody() {
        String rules = "rules:\n" + rule("eleve", "08:00", "18:00");
        assertThat(before("enseignant", rules, NINE)).isEqualTo(Page.First.NOBODY);
        assertThat(before("parent", rules, NINE).roles()).containsExactly(Role.ENSEIGNANT, Role.PERSONNEL);
    }

    @Test
    void anEdgeThatChangesNothingIsNoEnd() {
        String rules = "rules:\n  - {name: accueil, roles: [eleve], from: \"08:00\", to: \"12:00\", effect: admit}\n"
                + rule("eleve", "18:00", "20:00");
        assertThat(before("enseignant", rules, NINE)).isEqualTo(first(SIX_PM, Role.ELEVE));
    }

    @Test
    void anAnswerIsForgottenAtTheEdgeAndWithThePolicy() {
        Rulebook rules = rulebook("rules:\n" + rule("eleve", "18:00", "20:00"));
        assertThat(precedence.before(Role.ENSEIGNANT, rules, NINE)).isEqualTo(first(SIX_PM, Role.ELEVE));
        assertThat(precedence.before(Role.ENSEIGNANT, rules, SIX_PM.minusMillis(1)))
                .isEqualTo(first(SIX_PM, Role.ELEVE));
        assertThat(precedence.before(Role.ENSEIGNANT, rules, SIX_PM)).isEqualTo(Page.First.NOBODY);
        assertThat(precedence.before(Role.ENSEIGNANT, rules, NINE))
                .as("a clock set back")
                .isEqualTo(first(SIX_PM, Role.ELEVE));
        assertThat(precedence.before(Role.ENSEIGNANT, rulebook(""), NINE)).isEqualTo(first(null, Role.ELEVE));
    }

    private Page.First before(String lane, String rest, Instant at) {
        return new Precedence().before(new Role(lane), rulebook(rest), at);
    }

    private static Page.First first(@Nullable Instant until, Role... roles) {
        return new Page.First(List.of(roles), until);
    }

    private static String rule(String role, String from, String to) {
        return "  - {name: pas-de-%s, roles: [%s], from: \"%s\", to: \"%s\", effect: refuse}\n"
                .formatted(role, role, from, to);
    }

    private static Rulebook rulebook(String rest) {
        String yaml = "version: 1\nent: Essai\nceiling: {sessions: 10}\n" + rest;
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        return new Rulebook(((Loaded.Valid) loaded).policy(), new MovableClock(NINE));
    }
}

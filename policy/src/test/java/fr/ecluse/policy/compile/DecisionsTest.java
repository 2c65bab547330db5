package fr.ecluse.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Monsters;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The work it takes, counted: a clock would measure the machine. */
class DecisionsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    @Test
    void aYearOfWeeklyRulesHasSevenDaysToPaint() {
        List<Rule> rules = rules(i -> "days: [" + List.of("mon", "wed", "sat").get(i % 3) + "], from: "
                + String.format(Locale.ROOT, "\"%02d:%02d\"", i / 30, i % 30));
        Decisions decisions = decisions(rules);
        assertThat(decisions.areKnown()).isTrue();
        // Each rule on its day, and each day begun: those without rules are one.
        assertThat(decisions.strokes()).isLessThanOrEqualTo(500 + 7);
        assertThat(decisions.decides(0)).isTrue();
        assertThat(decisions.bar(Role.PARENT)).isFalse();
    }

    @Test
    void aRuleForEachDayIsHeldAgainstThatDayAlone() {
        Decisions decisions = decisions(rules(i -> "dates: " + TODAY.plusDays(i)));
        assertThat(decisions.strokes()).isLessThanOrEqualTo(500 + 501);
        assertThat(IntStream.range(0, 500)).allMatch(decisions::decides);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rules for everybody everywhere all the time",
                "long dates, holidays, roles, services",
                "long dates for one role",
                "long dates for fifty roles",
                "a thousand edges a day",
                "two hundred services a rule",
                "exceptions that all cut one another",
                "rules that none gets to decide"
            })
    void noFileCostsMoreThanTheBound(String monster) {
        String yaml = Objects.requireNonNull(Monsters.all().get(monster)).get();
        List<Rule> rules = valid(yaml);
        assertThat(rules).hasSize(500);
        assertThat(decisions(rules).strokes()).isBetween(1, Decisions.MOST_STROKES + 500);
    }

    private static Decisions decisions(List<Rule> rules) {
        Span span = Span.of(rules, TODAY);
        return new Decisions(rules, new RuleDays(rules, span), span);
    }

    private static List<Rule> rules(IntFunction<String> when) {
        return valid("version: 1\nent: Essai\nceiling: {sessions: 10}\nrules:\n"
                + IntStream.range(0, 500)
                        .mapToObj(i ->
                                "  - {name: r%d, roles: [parent], effect: refuse, %s}\n".formatted(i, when.apply(i)))
                        .collect(Collectors.joining()));
    }

    private static List<Rule> valid(String yaml) {
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).policy().rules();
    }
}

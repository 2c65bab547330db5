package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policy in force, as JSON.
 *
 * @param source the file
 * @param lastRefused the last change of the file that was not applied since; null if none
 */
record PolicyView(
        String source,
        String sha256,
        @Nullable String loadedAt,
        String ent,
        String timeZone,
        CeilingView ceiling,
        @Nullable Integer newPerSecond,
        List<ServiceView> services,
        String idle,
        String longest,
        List<Share> priority,
        List<RuleView> rules,
        List<IssueView> warnings,
        @Nullable Refusal lastRefused) {

    static PolicyView of(PolicyInForce inForce, Locale locale) {
        Policy policy = inForce.current().policy();
        PolicyInForce.RefusedReload refused = inForce.lastRefused();
        return new PolicyView(
                inForce.file().toString(),
                policy.sha256(),
                Json.time(inForce.loadedAt(), policy.timeZone()),
                policy.ent(),
                policy.timeZone().getId(),
                CeilingView.of(policy.ceiling()),
                policy.ceiling().newPerSecond().isPresent()
                        ? policy.ceiling().newPerSecond().getAsInt()
                        : null,
                policy.serviceCeilings().stream()
                        .map(own -> new ServiceView(own.service(), own.sessions()))
                        .toList(),
                policy.session().idle().toString(),
                policy.session().longest().toString(),
                policy.priority().stream()
                        .map(p -> new Share(p.role().name(), p.admittedBelowPercent()))
                        .toList(),
                policy.rules().stream().map(RuleView::of).toList(),
                issues(inForce.warnings(), locale),
                refused == null
                        ? null
                        : new Refusal(Json.time(refused.at(), policy.timeZone()), issues(refused.issues(), locale)));
    }

    private static List<IssueView> issues(List<PolicyIssue> issues, Locale locale) {
        return issues.stream().map(issue -> IssueView.of(issue, locale)).toList();
    }

    /** @param sessions its own ceiling */
    record ServiceView(String name, int sessions) {}

    record Share(String role, int admittedBelowPercent) {}

    record Refusal(@Nullable String at, List<IssueView> issues) {}

    /** @param services empty: everywhere; {@code from} and {@code to} are wall time, {@code dates} null without limits */
    record RuleView(
            String name,
            int line,
            List<String> roles,
            List<String> days,
            @Nullable String dates,
            String from,
            String to,
            List<String> services,
            String effect,
            String openSessions,
            Map<String, String> message) {

        static RuleView of(Rule rule) {
            Window window = rule.window();
            return new RuleView(
                    rule.name(),
                    rule.line(),
                    rule.roles().stream().map(Role::name).toList(),
                    window.days().weekdays().stream()
                            .sorted()
                            .map(RuleView::day)
                            .toList(),
                    dates(window.days().first(), window.days().last()),
                    clock(window.fromMinute()),
                    clock(window.toMinute()),
                    List.copyOf(rule.services()),
                    rule.effect().name().toLowerCase(Locale.ROOT),
                    rule.openSessions().name().toLowerCase(Locale.ROOT),
                    rule.text().byLanguage());
        }

        private static String day(DayOfWeek day) {
            return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH).toLowerCase(Locale.ENGLISH);
        }

        private static @Nullable String dates(LocalDate first, LocalDate last) {
            return first.equals(LocalDate.MIN) && last.equals(LocalDate.MAX) ? null : first + ".." + last;
        }

        private static String clock(int minute) {
            return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
        }
    }
}

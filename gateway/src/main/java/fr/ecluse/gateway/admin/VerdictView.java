package fr.ecluse.gateway.admin;

import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say, as JSON.
 *
 * @param verdict {@code admitted}, {@code refused}, or {@code refused-to-newcomers}: who sits already may stay
 * @param rule the rule that gave it; null: none matched
 * @param until when it may change; null: never
 * @param reopensAt when the role is no longer refused; null if it is not, or not within 14 days
 * @param message what a refused visitor reads; null for who is admitted
 */
record VerdictView(
        String role,
        @Nullable String service,
        @Nullable String at,
        String verdict,
        @Nullable String rule,
        @Nullable Integer line,
        @Nullable String since,
        @Nullable String until,
        @Nullable String reopensAt,
        @Nullable String message) {

    record Question(Role role, @Nullable String service, Instant at, ZoneId zone, Locale locale) {

        VerdictView answer(Verdict verdict) {
            if (verdict instanceof Verdict.Refused refused) {
                return refusal("refused", refused.rule(), refused.since(), refused.until(), refused.reopensAt());
            }
            if (verdict instanceof Verdict.RefusedToNewcomers refused) {
                return refusal(
                        "refused-to-newcomers", refused.rule(), refused.since(), refused.until(), refused.reopensAt());
            }
            Rule rule = ((Verdict.Admitted) verdict).rule();
            return new VerdictView(
                    role.name(),
                    service,
                    Json.time(at, zone),
                    "admitted",
                    rule == null ? null : rule.name(),
                    rule == null ? null : rule.line(),
                    null,
                    Json.time(verdict.until(), zone),
                    null,
                    null);
        }

        private VerdictView refusal(
                String verdict, Rule rule, Instant since, Instant until, @Nullable Instant reopensAt) {
            return new VerdictView(
                    role.name(),
                    service,
                    Json.time(at, zone),
                    verdict,
                    rule.name(),
                    rule.line(),
                    Json.time(since, zone),
                    Json.time(until, zone),
                    Json.time(reopensAt, zone),
                    rule.message(locale));
        }
    }
}

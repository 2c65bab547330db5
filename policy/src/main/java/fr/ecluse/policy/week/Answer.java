package fr.ecluse.policy.week;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import fr.ecluse.policy.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say to somebody from an instant on, and until when they say the same.
 *
 * <p>Two answers are the same if nobody at the door would notice: both admit, by whichever rule, or the same rule refuses.
 * Edges of windows between which that does not change are passed over.
 *
 * @param window this time's window of the rule; {@code null} without a rule
 * @param since when the refusal began, as in {@link Verdict.Refused}; {@code null} for who is admitted
 * @param until first instant at which the answer is another; {@link Instant#MAX}: never
 * @param changes false: never, or none was found until {@code until}, which lies two years ahead unless rules have very many edges
 * @param reopensAt when the role is no longer refused; {@code null} if it is not, or not within 14 days
 */
public record Answer(
        Instant at,
        Access access,
        @Nullable Rule rule,
        Window.@Nullable Occurrence window,
        @Nullable Instant since,
        Instant until,
        boolean changes,
        @Nullable Instant reopensAt) {

    private static final Duration HORIZON = Duration.ofDays(731);
    private static final int MOST_EDGES = 3000;

    static Answer of(Policy policy, Role role, @Nullable String service, Instant at) {
        Verdict verdict = policy.verdict(role, service, at);
        Instant until = verdict.until();
        boolean changes = false;
        for (int edge = 0; !until.equals(Instant.MAX) && edge < MOST_EDGES; edge++) {
            Verdict next = policy.verdict(role, service, until);
            changes = !same(verdict, next);
            if (changes || until.isAfter(at.plus(HORIZON))) {
                break;
            }
            until = next.until();
        }
        return of(verdict, at, until, changes, policy.timeZone());
    }

    private static Answer of(Verdict verdict, Instant at, Instant until, boolean changes, ZoneId zone) {
        Rule rule = Access.rule(verdict);
        Window.Occurrence window =
                rule == null ? null : rule.window().at(at, zone).orElse(null);
        Instant since = null;
        Instant reopensAt = null;
        if (verdict instanceof Verdict.Refused refused) {
            since = refused.since();
            reopensAt = refused.reopensAt();
        } else if (verdict instanceof Verdict.RefusedToNewcomers refused) {
            since = refused.since();
            reopensAt = refused.reopensAt();
        }
        return new Answer(at, Access.of(verdict), rule, window, since, until, changes, reopensAt);
    }

    private static boolean same(Verdict a, Verdict b) {
        Access access = Access.of(a);
        return access == Access.of(b) && (access == Access.ADMITTED || Objects.equals(Access.rule(a), Access.rule(b)));
    }
}

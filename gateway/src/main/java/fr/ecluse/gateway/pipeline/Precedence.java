package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.pages.Page;
import fr.ecluse.gateway.rules.Rulebook;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who comes in before a lane, as far as the policy says: the roles above it that the rules let in now, and until when they do.
 *
 * <p>An answer is kept until the next edge of the rules it was made from, so that a page costs a look into a map. Thread-safe.
 */
final class Precedence {

    /** Beyond a day nobody plans a wait, and a rule that changes more often than this within it is no opening hour. */
    private static final Duration HORIZON = Duration.ofDays(1);

    private static final int MOST_EDGES = 24;

    private final Map<Role, Held> held = new ConcurrentHashMap<>();

    Page.First before(Role lane, Rulebook rules, Instant now) {
        Held known = held.get(lane);
        if (known != null && known.rules == rules && !now.isBefore(known.from) && now.isBefore(known.until)) {
            return known.first;
        }
        Held fresh = look(lane, rules, now);
        held.put(lane, fresh);
        return fresh.first;
    }

    private static Held look(Role lane, Rulebook rules, Instant now) {
        List<Role> first = new ArrayList<>();
        Instant edge = Instant.MAX;
        Instant last = now;
        for (Role role : rules.policy().roles()) {
            if (rules.rank(role) >= rules.rank(lane)) {
                continue;
            }
            Verdict verdict = rules.policy().verdict(role, null, now);
            edge = earlier(edge, verdict.until());
            if (verdict instanceof Verdict.Admitted) {
                first.add(role);
                last = last == null ? null : later(last, closing(role, rules, verdict, now));
            }
        }
        return new Held(rules, now, edge, new Page.First(first, first.isEmpty() ? null : last));
    }

    /** When the rules stop letting a role in; null if not within a day. */
    private static @Nullable Instant closing(Role role, Rulebook rules, Verdict open, Instant now) {
        Instant limit = now.plus(HORIZON);
        Verdict verdict = open;
        for (int edges = 0; edges < MOST_EDGES && !verdict.until().isAfter(limit); edges++) {
            Instant at = verdict.until();
            verdict = rules.policy().verdict(role, null, at);
            if (!(verdict instanceof Verdict.Admitted)) {
                return at;
            }
        }
        return null;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static @Nullable Instant later(Instant a, @Nullable Instant b) {
        return b == null || b.isAfter(a) ? b : a;
    }

    /** @param from a clock set back before it looks again */
    private record Held(Rulebook rules, Instant from, Instant until, Page.First first) {}
}

package fr.ecluse.gateway.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A request's way through the gateway, from the first byte to the portal. This is the one place that knows the order.
 *
 * <ol>
 *   <li>Connection: how many there may be, {@link Arrivals}; how slow, {@link Patience} and {@link FrameWatch}; sizes and idle times
 *       by the server itself ({@code server.netty} in application.yaml).
 *   <li>Grammar: only what every server reads as the same request goes on, see {@link Grammar}.
 *   <li>Doorstep: polls of the waiting room that memory answers, see {@link Doorstep}; and whoever the next stages would turn away
 *       for certain, by asking them, see {@link Turnstile}.
 *   <li>Operators' blocks, then the throttle of strangers, both in memory: see {@link #beforeRouting}.
 *   <li>Own paths, {@code /.ecluse/…}: {@link OwnPaths}, answered by {@link FrontDoor} before any route is looked up.
 *   <li>Heed the operators' mode, identify, keep to the limits of a costly route, decide, admit, serve, and remember a ticket of
 *       the portal's own: see {@link #afterRouting}.
 *   <li>Route: {@link Lock} leaves the {@code upstream.Caller} and hands over to Spring Cloud Gateway's own routing, which ends at
 *       the guard of the service ({@link RouteGuards}).
 * </ol>
 */
final class RequestWay {

    private final Blocked blocked;
    private final Throttle throttle;
    private final List<Stage> beforeRouting;
    private final List<Stage> afterRouting;

    RequestWay(
            Blocked blocked,
            Throttle throttle,
            Heed heed,
            Identify identify,
            Costly costly,
            Decide decide,
            Admit admit,
            Serve serve,
            PortalTickets tickets) {
        this.blocked = blocked;
        this.throttle = throttle;
        this.beforeRouting = List.of(blocked, throttle);
        this.afterRouting = List.of(heed, identify, costly, decide, admit, serve, tickets);
    }

    /** Before anything costs. */
    Step beforeRouting(Visit visit) {
        return walk(beforeRouting, 0, visit);
    }

    /** Whether the operators block anybody now. */
    boolean isAnybodyBlocked() {
        return blocked.isAnybody();
    }

    /** The operators' block of this visit; null: none. */
    @Nullable
    Decision blocks(Visit visit) {
        return blocked.take(visit) instanceof Step.Answer answer ? answer.decision() : null;
    }

    /** What {@link #beforeRouting} would answer this visit, which is not charged for the question; null: it would not. */
    @Nullable
    Decision turnsAway(Visit visit) {
        Decision block = blocks(visit);
        return block != null ? block : throttle.refuses(visit);
    }

    /** Who, whether, and where to sit. The fast path ends here without having waited for anything. */
    Step afterRouting(Visit visit) {
        return walk(afterRouting, 0, visit);
    }

    /** What a visit ended with, for whatever must be remembered of it. */
    void ended(Visit visit, Decision decision) {
        if (decision instanceof Decision.InvalidToken) {
            throttle.forged(visit.origin().client());
        }
    }

    private static Step walk(List<Stage> stages, int from, Visit visit) {
        for (int i = from; i < stages.size(); i++) {
            Step step = stages.get(i).take(visit);
            if (step instanceof Step.Later later) {
                int next = i + 1;
                return new Step.Later(later.step().flatMap(found -> resume(stages, next, visit, found)));
            }
            if (step instanceof Step.Answer) {
                return step;
            }
        }
        return Step.NEXT;
    }

    private static Mono<Step> resume(List<Stage> stages, int next, Visit visit, Step found) {
        Step step = found instanceof Step.Next ? walk(stages, next, visit) : found;
        return step instanceof Step.Later later ? later.step() : Mono.just(step);
    }
}

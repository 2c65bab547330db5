package fr.ecluse.gateway.pipeline;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * A request's way through the gateway, from the first byte to the portal. This is the one place that knows the order.
 *
 * <ol>
 *   <li>Connection: sizes and idle times are bounded by the server itself ({@code server.netty} in application.yaml).
 *   <li>Client throttle, in memory: see {@link #beforeRouting}.
 *   <li>Own paths, {@code /.ecluse/…}: {@link OwnPaths}, answered by {@link FrontDoor} before any route is looked up.
 *   <li>Identify, decide, admit, serve, and remember a ticket of the portal's own: see {@link #afterRouting}.
 *   <li>Route: {@link Lock} leaves the {@code upstream.Caller} and hands over to Spring Cloud Gateway's own routing.
 * </ol>
 */
final class RequestWay {

    private final Throttle throttle;
    private final List<Stage> beforeRouting;
    private final List<Stage> afterRouting;

    RequestWay(Throttle throttle, Identify identify, Decide decide, Admit admit, Serve serve, PortalTickets tickets) {
        this.throttle = throttle;
        this.beforeRouting = List.of(throttle);
        this.afterRouting = List.of(identify, decide, admit, serve, tickets);
    }

    /** Before anything costs. */
    Step beforeRouting(Visit visit) {
        return walk(beforeRouting, 0, visit);
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

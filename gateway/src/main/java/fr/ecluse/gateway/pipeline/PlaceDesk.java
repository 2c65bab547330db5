package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.pages.Language;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.Rulebook;
import fr.ecluse.gateway.upstream.EventLoops;
import fr.ecluse.gateway.waiting.Place;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code GET /.ecluse/place}: where a ticket stands.
 *
 * <p>Somebody not yet called is answered from memory. Somebody called passes identify, decide and admit once, exactly like
 * a request to the portal, with a credential of the ticket's person.
 */
final class PlaceDesk {

    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final Tickets tickets;
    private final WaitingRoom room;
    private final PolicyInForce policy;
    private final RequestWay way;
    private final JsonMapper json;
    private final EventLoops loops;

    PlaceDesk(
            Tickets tickets,
            WaitingRoom room,
            PolicyInForce policy,
            RequestWay way,
            JsonMapper json,
            EventLoops loops) {
        this.loops = loops;
        this.tickets = tickets;
        this.room = room;
        this.policy = policy;
        this.way = way;
        this.json = json;
    }

    Mono<Void> serve(ServerWebExchange exchange, Visit visit) {
        String sealed = visit.ticket();
        Ticket ticket = sealed == null ? null : tickets.open(sealed);
        if (ticket == null) {
            return write(exchange, new State("gone"));
        }
        Rulebook rules = policy.current();
        Verdict verdict = rules.verdict(ticket.lane(), null);
        if (verdict instanceof Verdict.Refused refused) {
            return write(exchange, refused(exchange, rules, refused.rule(), refused.reopensAt()));
        }
        if (verdict instanceof Verdict.RefusedToNewcomers refused) {
            return write(exchange, refused(exchange, rules, refused.rule(), refused.reopensAt()));
        }
        if (room.place(ticket) instanceof Place.InLine inLine) {
            return write(exchange, State.waiting(inLine.ahead(), inLine.estimate(), inLine.nextPoll()));
        }
        if (visit.credential() == null) {
            return write(exchange, State.login());
        }
        return enter(exchange, visit, ticket, way.afterRouting(visit));
    }

    private Mono<Void> enter(ServerWebExchange exchange, Visit visit, Ticket ticket, Step step) {
        if (step instanceof Step.Later later) {
            return later.step()
                    .publishOn(loops.of(exchange.getRequest()))
                    .flatMap(found -> enter(exchange, visit, ticket, found));
        }
        if (visit.person() == null || !visit.person().id().equals(ticket.person())) {
            return write(exchange, State.login());
        }
        if (step instanceof Step.Next) {
            return write(exchange, new State("admitted"));
        }
        Decision decision = ((Step.Answer) step).decision();
        if (decision instanceof Decision.Waiting waiting) {
            return write(exchange, State.waiting(waiting.ahead(), waiting.estimate(), waiting.nextPoll()));
        }
        if (decision instanceof Decision.Refused refused) {
            return write(exchange, refused(exchange, policy.current(), refused.rule(), refused.reopensAt()));
        }
        // the ledger is lost for a moment: the place is kept, so the answer is to ask again
        return write(exchange, State.waiting(0, null, TRY_AGAIN));
    }

    private static State refused(ServerWebExchange exchange, Rulebook rules, Rule rule, @Nullable Instant reopensAt) {
        State state = new State("refused");
        Language language =
                Language.preferred(exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT_LANGUAGE));
        if (reopensAt != null) {
            state.members.put("reopensAt", Facts.iso(reopensAt, rules.policy().timeZone()));
        }
        state.members.put("rule", rule.name());
        state.members.put("message", rule.message(language.locale()));
        return state;
    }

    private Mono<Void> write(ServerWebExchange exchange, State state) {
        byte[] bytes = json.writeValueAsBytes(state.members);
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "application/json");
        response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        return Wire.send(exchange, bytes);
    }

    /** The JSON of CONTRACT §4: the four members always, null where nothing can honestly be said. */
    private static final class State {

        private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

        State(String state) {
            members.put("state", state);
            members.put("ahead", 0);
            members.put("estimatedWaitSeconds", null);
            members.put("nextPollSeconds", null);
        }

        static State waiting(long ahead, @Nullable Duration estimate, Duration nextPoll) {
            State state = new State("waiting");
            state.members.put("ahead", ahead);
            state.members.put("estimatedWaitSeconds", estimate == null ? null : Facts.seconds(estimate));
            state.members.put("nextPollSeconds", Facts.seconds(nextPoll));
            return state;
        }

        static State login() {
            State state = new State("login");
            state.members.put("url", LoginDesk.PATH);
            return state;
        }
    }
}

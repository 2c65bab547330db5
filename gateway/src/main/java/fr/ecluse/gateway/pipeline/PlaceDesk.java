package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.StandingOrders;
import fr.ecluse.gateway.pages.Texts;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.Rulebook;
import fr.ecluse.gateway.upstream.EventLoops;
import fr.ecluse.gateway.waiting.LoginLine;
import fr.ecluse.gateway.waiting.Place;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
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
 * <p>Somebody not yet called is answered from memory, at the {@link Doorstep} where that is possible. Somebody called passes identify, decide and admit once, exactly like
 * a request to the portal, with a credential of the ticket's person.
 */
final class PlaceDesk implements Doorstep.Polls {

    private static final Place.InLine TRY_AGAIN = new Place.InLine(0, null, Duration.ofSeconds(5));

    private final Tickets tickets;
    private final WaitingRoom room;
    private final PolicyInForce policy;
    private final RequestWay way;
    private final LoginLine logins;
    private final StandingOrders orders;
    private final Tongues tongues;
    private final CookieNames cookies;
    private final JsonMapper json;
    private final EventLoops loops;

    PlaceDesk(
            Tickets tickets,
            WaitingRoom room,
            PolicyInForce policy,
            RequestWay way,
            LoginLine logins,
            StandingOrders orders,
            Tongues tongues,
            CookieNames cookies,
            JsonMapper json,
            EventLoops loops) {
        this.loops = loops;
        this.tickets = tickets;
        this.room = room;
        this.policy = policy;
        this.way = way;
        this.logins = logins;
        this.orders = orders;
        this.tongues = tongues;
        this.cookies = cookies;
        this.json = json;
    }

    Mono<Void> serve(ServerWebExchange exchange, Visit visit) {
        String sealed = visit.ticket();
        Ticket ticket = sealed == null ? null : tickets.open(sealed);
        if (ticket == null) {
            return write(exchange, new State("gone"));
        }
        HttpHeaders headers = exchange.getRequest().getHeaders();
        State known =
                known(ticket, headers.getFirst(HttpHeaders.COOKIE), headers.getFirst(HttpHeaders.ACCEPT_LANGUAGE));
        if (known != null) {
            return write(exchange, known);
        }
        if (visit.credential() == null) {
            return write(exchange, State.login());
        }
        return enter(exchange, visit, ticket, way.afterRouting(visit));
    }

    @Override
    public byte @Nullable [] answer(
            @Nullable String placeHeader, @Nullable String cookieHeader, @Nullable String languageHeader) {
        String sealed = placeHeader != null ? placeHeader : CookieNames.value(cookieHeader, cookies.ticket());
        Ticket ticket = sealed == null ? null : tickets.open(sealed);
        State known = ticket == null ? null : known(ticket, cookieHeader, languageHeader);
        return known == null ? null : bytes(known);
    }

    /** What memory tells somebody who need not come in. */
    private @Nullable State known(Ticket ticket, @Nullable String cookie, @Nullable String languages) {
        Mode mode = orders.mode();
        if (mode != null && !mode.decides()) {
            return null; // nobody waits any more
        }
        if (ticket.isBeforeLogin()) {
            return logins.place(ticket) instanceof Place.InLine inLine
                    ? waiting(inLine, () -> tongues.texts(cookie, languages))
                    : null; // on to the login; whoever has been there asks for the page
        }
        Rulebook rules = policy.current();
        Verdict verdict = rules.verdict(ticket.lane(), null);
        if (verdict instanceof Verdict.Refused refused) {
            return refused(tongues.texts(cookie, languages), rules, refused.rule(), refused.reopensAt());
        }
        if (verdict instanceof Verdict.RefusedToNewcomers refused) {
            return refused(tongues.texts(cookie, languages), rules, refused.rule(), refused.reopensAt());
        }
        return room.place(ticket) instanceof Place.InLine inLine
                ? waiting(inLine, () -> tongues.texts(cookie, languages))
                : null;
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
            Place.InLine place = new Place.InLine(waiting.ahead(), waiting.estimate(), waiting.nextPoll());
            return write(exchange, waiting(place, () -> tongues.texts(exchange.getRequest())));
        }
        if (decision instanceof Decision.Refused refused) {
            Texts words = tongues.texts(exchange.getRequest());
            return write(exchange, refused(words, policy.current(), refused.rule(), refused.reopensAt()));
        }
        // the ledger is lost for a moment: the place is kept, so the answer is to ask again
        return write(exchange, waiting(TRY_AGAIN, () -> tongues.texts(exchange.getRequest())));
    }

    private static State waiting(Place.InLine place, Supplier<Texts> words) {
        State state = new State("waiting");
        WaitFacts.put(state.members, place.ahead(), place.estimate(), place.nextPoll(), words);
        return state;
    }

    private static State refused(Texts words, Rulebook rules, Rule rule, @Nullable Instant reopensAt) {
        State state = new State("refused");
        if (reopensAt != null) {
            state.members.put("reopensAt", Facts.iso(reopensAt, rules.policy().timeZone()));
        }
        state.members.put("rule", rule.name());
        state.members.put("message", Facts.message(rule.text(), words));
        return state;
    }

    private Mono<Void> write(ServerWebExchange exchange, State state) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "application/json");
        response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        return Wire.send(exchange, bytes(state));
    }

    private byte[] bytes(State state) {
        LocalText said = orders.message();
        if (!said.isEmpty() && state.members.get("nextPollSeconds") != null) {
            state.members.put("message", said.byLanguage());
        }
        return json.writeValueAsBytes(state.members);
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

        static State login() {
            State state = new State("login");
            state.members.put("url", LoginDesk.PATH);
            return state;
        }
    }
}

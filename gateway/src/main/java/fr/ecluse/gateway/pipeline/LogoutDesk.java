package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Notice;
import fr.ecluse.gateway.admission.Sessions;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.LoginEnd;
import fr.ecluse.gateway.identity.LogoutMessage;
import fr.ecluse.gateway.identity.ProviderLogouts;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.upstream.EventLoops;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Where providers say that sessions have ended, without a cookie and to any node: OpenID Connect Back-Channel Logout 1.0 and
 * the single logout of CAS. The sessions are dead and the seats free, on every node, before the answer goes out.
 *
 * <p>Anybody may post here. Strangers are throttled like everywhere, a message that is not believed costs its sender as much as
 * a forged token, bodies are bounded in size and time, and nothing is looked up for what can't be read. A stranger can end
 * nothing: a logout token is signed, and a service ticket is as hard to guess as a session.
 */
final class LogoutDesk {

    static final String BACK_CHANNEL = "/.ecluse/backchannel-logout";

    private static final Logger log = LoggerFactory.getLogger(LogoutDesk.class);

    private static final String INVALID = "{\"error\":\"invalid_request\"}";
    private static final String NOT_NOW = "{\"error\":\"temporarily_unavailable\"}";
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final ProviderLogouts logouts;
    private final Sessions sessions;
    private final Consumer<InetAddress> forged;
    private final EventLoops loops;
    private final AtomicBoolean saidUnbound = new AtomicBoolean();

    /** @param forged hears of whoever sent what is not believed */
    LogoutDesk(ProviderLogouts logouts, Sessions sessions, Consumer<InetAddress> forged, EventLoops loops) {
        this.logouts = logouts;
        this.sessions = sessions;
        this.forged = forged;
        this.loops = loops;
    }

    /**
     * Lets the provider and the operators end the session later. With the ledger lost the login holds all the same: that session then ends by a
     * logout here, or by itself.
     */
    Mono<LoginEnd> bind(LoginEnd end) {
        if (!(end instanceof LoginEnd.LoggedIn in)) {
            return Mono.just(end);
        }
        String session = Objects.requireNonNull(in.person().session());
        List<Pseudonym> handles = new ArrayList<>(in.handles());
        handles.add(logouts.sessionOf(in.person()));
        return sessions.bind(new Binding(in.person().id(), session, handles, in.lasts()))
                .doOnSuccess(bound -> saidUnbound.set(false))
                .onErrorResume(LedgerUnavailableException.class, lost -> {
                    if (!saidUnbound.getAndSet(true)) { // once while it goes on
                        log.warn(
                                "event=logins-unbound why=ledger-unavailable effect=\"neither their provider nor an operator can end them\"");
                    }
                    return Mono.empty();
                })
                .thenReturn(end);
    }

    /**
     * {@code POST /.ecluse/backchannel-logout}. §2.8 knows 200, and 400 for what is invalid and for a logout that failed alike;
     * {@code Retry-After} and the word tell a provider that cares which it was, and the same token may come again.
     */
    Mono<Void> backChannel(ServerWebExchange exchange, Visit visit) {
        return heard(exchange, visit, Protocol.OIDC, "logout_token", logouts::oidc);
    }

    /** {@code POST /.ecluse/callback/cas}: the service of our own logins, to which the server posts the end of each. */
    Mono<Void> cas(ServerWebExchange exchange, Visit visit) {
        return heard(exchange, visit, Protocol.CAS, "logoutRequest", logouts::cas);
    }

    private Mono<Void> heard(
            ServerWebExchange exchange,
            Visit visit,
            Protocol from,
            String field,
            Function<String, Mono<LogoutMessage>> read) {
        return FormField.read(exchange.getRequest(), field)
                .flatMap(read)
                .defaultIfEmpty(new LogoutMessage.Refused("form"))
                .flatMap(message -> obey(message, from))
                .publishOn(loops.of(exchange.getRequest()))
                .flatMap(outcome -> answer(exchange, visit, from, outcome));
    }

    /** What was done. */
    private enum Outcome {
        DONE,
        REFUSED,
        NOT_NOW
    }

    private Mono<Outcome> obey(LogoutMessage message, Protocol from) {
        if (message instanceof LogoutMessage.Refused refused) {
            log.debug("event=provider-logout-refused protocol={} reason={}", from.word(), refused.reason());
            return Mono.just(Outcome.REFUSED);
        }
        if (!(message instanceof LogoutMessage.Valid valid)) {
            return Mono.just(Outcome.NOT_NOW);
        }
        return sessions.end(valid.handles(), notice(valid))
                .map(ended -> {
                    log.info(
                            "event=provider-logout protocol={} sessions={} seats={}",
                            from.word(),
                            ended.sessions(),
                            ended.seats());
                    return Outcome.DONE;
                })
                .onErrorReturn(LedgerUnavailableException.class, Outcome.NOT_NOW);
    }

    private static @Nullable Notice notice(LogoutMessage.Valid valid) {
        return valid.notice() == null
                ? null
                : new Notice(valid.notice().id(), valid.notice().lasts());
    }

    private Mono<Void> answer(ServerWebExchange exchange, Visit visit, Protocol from, Outcome outcome) {
        return switch (outcome) {
            case DONE -> send(exchange, HttpStatus.OK, "");
            case REFUSED -> {
                forged.accept(visit.origin().client());
                yield send(exchange, HttpStatus.BAD_REQUEST, INVALID);
            }
            case NOT_NOW -> {
                String seconds = Long.toString(TRY_AGAIN.toSeconds());
                exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, seconds);
                HttpStatus status = from == Protocol.OIDC ? HttpStatus.BAD_REQUEST : HttpStatus.SERVICE_UNAVAILABLE;
                yield send(exchange, status, NOT_NOW);
            }
        };
    }

    private static Mono<Void> send(ServerWebExchange exchange, HttpStatus status, String json) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(status);
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        if (!json.isEmpty()) {
            headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        if (status != HttpStatus.OK) {
            headers.set(HttpHeaders.CONNECTION, "close"); // a body may not have been read to its end
        }
        return Wire.send(exchange, json.getBytes(StandardCharsets.UTF_8));
    }
}

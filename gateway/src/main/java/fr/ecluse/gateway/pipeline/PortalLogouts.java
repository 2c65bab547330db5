package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Ended;
import fr.ecluse.gateway.admission.Sessions;
import fr.ecluse.gateway.identity.LogoutMessage;
import fr.ecluse.gateway.identity.ProviderLogouts;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The single logout of a portal that is a CAS client itself (CAS Protocol 3.0 §2.3.3): the server posts the end of a login to
 * the portal, without a cookie, and so to a route that is closed to strangers.
 *
 * <p>It passes for a ticket that somebody carried through here ({@link PortalTickets}), once, and as nothing but that message:
 * one field, read strictly, without cookies and credentials. The login that the ticket belongs to has ended, so our session
 * of the same person ends with it. Whatever else is posted stays outside, and a ticket that nobody carried costs its sender as
 * much as a forged token. A link can make somebody carry a ticket that another one knows, and so be logged out by them: that
 * is what a link to the logout page can do as well.
 */
final class PortalLogouts {

    private static final Logger log = LoggerFactory.getLogger(PortalLogouts.class);
    private static final String FIELD = "logoutRequest";
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final ProviderLogouts logouts;
    private final Sessions sessions;
    private final Consumer<InetAddress> forged;

    /** @param forged hears of whoever names a ticket that nobody carried */
    PortalLogouts(ProviderLogouts logouts, Sessions sessions, Consumer<InetAddress> forged) {
        this.logouts = logouts;
        this.sessions = sessions;
        this.forged = forged;
    }

    /** What became of a request. */
    sealed interface Outcome {

        /** The portal was meant: it gets this. */
        record Passes(ServerWebExchange exchange) implements Outcome {}

        /** Nobody is let past by it. */
        record Stays(Decision decision) implements Outcome {}
    }

    /** Whether a request that is turned away for want of a credential could be such a message: reads no body. */
    boolean mayBe(Visit visit, ServerHttpRequest request, Decision decision) {
        return decision instanceof Decision.Unauthenticated
                && request.getMethod() == HttpMethod.POST
                && visit.reader() == Visit.Reader.PROGRAM
                && visit.credential() == null
                && Wire.hasBody(request)
                && FormField.isForm(request.getHeaders());
    }

    /** Ends what must end; the request then passes or gets the answer that it would have got. */
    Mono<Outcome> hear(ServerWebExchange exchange, Visit visit, Decision otherwise) {
        Outcome stays = new Outcome.Stays(otherwise);
        return FormField.form(exchange.getRequest())
                .flatMap(form -> {
                    String xml = isOneField(form) ? FormField.value(form, FIELD) : null;
                    return xml == null
                            ? Mono.<Outcome>empty()
                            : logouts.portalCas(xml).flatMap(message -> obey(message, form, exchange, visit, stays));
                })
                .defaultIfEmpty(stays);
    }

    /** In ASCII, as every such form: so the bytes that the portal gets are those that came. */
    private static boolean isOneField(String form) {
        return form.chars().allMatch(c -> c < 0x80 && c != '&');
    }

    private Mono<Outcome> obey(
            LogoutMessage message, String form, ServerWebExchange exchange, Visit visit, Outcome stays) {
        if (message instanceof LogoutMessage.Undecidable) {
            return Mono.just(new Outcome.Stays(new Decision.Unavailable(ASK_AGAIN)));
        }
        if (!(message instanceof LogoutMessage.Valid valid)) {
            return Mono.just(stays);
        }
        return sessions.end(valid.handles(), null)
                .map(ended -> {
                    if (ended.tied() == 0) {
                        forged.accept(visit.origin().client());
                        return stays;
                    }
                    say(ended);
                    ServerHttpRequest bare = bare(
                            exchange.getRequest(), form, exchange.getResponse().bufferFactory());
                    return new Outcome.Passes(exchange.mutate().request(bare).build());
                })
                .onErrorReturn(
                        LedgerUnavailableException.class, new Outcome.Stays(new Decision.Unavailable(ASK_AGAIN)));
    }

    private static void say(Ended ended) {
        log.info("event=portal-logout protocol=cas sessions={} seats={}", ended.sessions(), ended.seats());
    }

    /** The same message without whatever could make somebody of its sender. */
    private static ServerHttpRequest bare(ServerHttpRequest request, String form, DataBufferFactory buffers) {
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(request.getHeaders());
        headers.remove(HttpHeaders.COOKIE);
        headers.remove(HttpHeaders.AUTHORIZATION);
        return new ServerHttpRequestDecorator(request) {
            @Override
            public HttpHeaders getHeaders() {
                return headers;
            }

            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.defer(() -> Flux.just(buffers.wrap(form.getBytes(StandardCharsets.US_ASCII))));
            }
        };
    }
}

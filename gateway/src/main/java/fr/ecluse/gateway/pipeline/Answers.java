package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.pages.Destination;
import fr.ecluse.gateway.pages.Language;
import fr.ecluse.gateway.pages.Page;
import fr.ecluse.gateway.pages.Pages;
import fr.ecluse.gateway.pages.Texts;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.Rulebook;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes decisions on the wire, as CONTRACT §4 says: one page or one problem document (RFC 9457) per decision, with the same
 * facts. Never an exception's text, never a reason that helps a forger.
 */
final class Answers {

    static final String DECISION = "Ecluse-Decision";

    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final Duration TICKET_LIFE = Duration.ofHours(12);
    private static final Duration LOGIN_LIFE = Duration.ofMinutes(10);
    private static final Duration ATTEMPTS_LIFE = Duration.ofMinutes(1);
    private static final String HTML = "text/html;charset=utf-8";
    private static final String PROBLEM = "application/problem+json";

    private final PolicyInForce policy;
    private final Clock clock;
    private final Pages pages;
    private final Supplier<LocalText> notice;
    private final Tongues tongues;
    private final Precedence precedence = new Precedence();
    private final CookieNames cookies;
    private final JsonMapper json;
    private final DecisionListener listener;

    Answers(
            PolicyInForce policy,
            Clock clock,
            Pages pages,
            Supplier<LocalText> notice,
            Tongues tongues,
            CookieNames cookies,
            JsonMapper json,
            DecisionListener listener) {
        this.policy = policy;
        this.clock = clock;
        this.pages = pages;
        this.notice = notice;
        this.tongues = tongues;
        this.cookies = cookies;
        this.json = json;
        this.listener = listener;
    }

    /** Answers the request; the portal hears nothing of it. */
    Mono<Void> write(ServerWebExchange exchange, Visit visit, Decision decision) {
        note(visit, decision);
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        Reply reply = reply(Head.of(exchange.getRequest()), visit, decision, headers);
        response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
        if (decision instanceof Decision.BadRequest || Wire.hasBody(exchange.getRequest())) {
            headers.set(HttpHeaders.CONNECTION, "close"); // what is left of the body is not worth reading
        }
        return Wire.send(exchange, reply.body());
    }

    /** Counts a decision that is about to be answered. */
    void note(Visit visit, Decision decision) {
        listener.decided(decision.word(), visit.role(), visit.nanosSoFar());
        if (decision instanceof Decision.Throttled throttled) {
            listener.throttled(throttled.scope());
        }
        if (log.isDebugEnabled()) {
            log.debug(
                    "event=decision decision={} person={} reason={}",
                    decision.word(),
                    visit.person() == null ? "-" : visit.person().id(),
                    decision instanceof Decision.InvalidToken invalid ? invalid.reason() : "-");
        }
    }

    record Reply(int status, byte[] body) {}

    /** The answer itself, for whoever writes it; all that it says above its body goes into the headers. */
    Reply reply(Head head, Visit visit, Decision decision, HttpHeaders headers) {
        Rulebook rules = policy.current();
        Facts.Moment moment = new Facts.Moment(clock.instant(), rules.policy().timeZone(), tongues.texts(head));
        Destination behind = VisitReader.pageBehind(head, visit.origin());
        Page.First first =
                decision instanceof Decision.Waiting waiting && !waiting.lane().equals(Ticket.BEFORE_LOGIN)
                        ? precedence.before(waiting.lane(), rules, moment.now())
                        : Page.First.NOBODY;
        Facts facts = Facts.of(decision, here(visit, behind), moment, first);
        headers.set(DECISION, decision.word());
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaders.CONTENT_LANGUAGE, moment.language().code());
        if (facts.retryAfter() != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Facts.seconds(facts.retryAfter())));
        }
        particular(decision, visit, head, headers);
        return new Reply(
                facts.status(),
                visit.reader().readsPages()
                        ? html(
                                facts.page(),
                                setting(visit, decision, moment, rules.policy()),
                                moment.language(),
                                headers)
                        : problem(decision, facts, moment, behind, headers));
    }

    private void particular(Decision decision, Visit visit, Head head, HttpHeaders headers) {
        if (visit.staleCookie()) {
            headers.add(HttpHeaders.SET_COOKIE, cookies.delete(cookies.session()));
        }
        if (decision instanceof Decision.Login login) {
            headers.set(HttpHeaders.LOCATION, login.location().toString());
            String free = cookies.freeLoginState(head.first(HttpHeaders.COOKIE));
            headers.add(HttpHeaders.SET_COOKIE, cookies.set(free, login.stateCookie(), LOGIN_LIFE));
            String attempt = Integer.toString(login.attempt());
            headers.add(HttpHeaders.SET_COOKIE, cookies.set(cookies.loginAttempts(), attempt, ATTEMPTS_LIFE));
        } else if (decision instanceof Decision.LoggedIn in) {
            headers.set(HttpHeaders.LOCATION, new Destination(in.returnTo()).path());
            headers.add(HttpHeaders.SET_COOKIE, cookies.set(cookies.session(), in.sessionCookie(), null));
            headers.add(HttpHeaders.SET_COOKIE, cookies.delete(in.stateCookieName()));
            headers.add(HttpHeaders.SET_COOKIE, cookies.set(cookies.loginDone(), in.stateCookie(), LOGIN_LIFE));
            headers.add(HttpHeaders.SET_COOKIE, cookies.delete(cookies.loginAttempts()));
        } else if (decision instanceof Decision.StillLoggedIn in) {
            headers.set(HttpHeaders.LOCATION, new Destination(in.returnTo()).path());
        } else if (decision instanceof Decision.LoggedOut out) {
            if (out.provider() != null) {
                headers.set(HttpHeaders.LOCATION, out.provider().toString());
            }
            headers.add(HttpHeaders.SET_COOKIE, cookies.delete(cookies.session()));
            headers.add(HttpHeaders.SET_COOKIE, cookies.delete(cookies.ticket()));
        } else if (decision instanceof Decision.Unauthenticated) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        } else if (decision instanceof Decision.InvalidToken) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        } else if (decision instanceof Decision.Waiting waiting) {
            headers.set(VisitReader.PLACE, waiting.ticket());
            headers.add(HttpHeaders.SET_COOKIE, cookies.set(cookies.ticket(), waiting.ticket(), TICKET_LIFE));
        }
    }

    private byte[] html(Page page, Pages.Setting setting, Language language, HttpHeaders headers) {
        headers.set(HttpHeaders.CONTENT_TYPE, HTML);
        headers.set("Content-Security-Policy", Pages.contentSecurityPolicy(page));
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Robots-Tag", "noindex");
        headers.set("Referrer-Policy", "same-origin");
        return pages.html(page, setting, language).getBytes(StandardCharsets.UTF_8);
    }

    /** A form is gone on with where it was filled in: what it was sent to may show nothing by itself. */
    private static Destination here(Visit visit, @Nullable Destination behind) {
        return visit.reader() == Visit.Reader.FORM && behind != null
                ? behind
                : new Destination(visit.origin().target());
    }

    private Pages.Setting setting(Visit visit, Decision decision, Facts.Moment moment, Policy rules) {
        // of a form that broke on its way to the portal nobody can say how far it got
        boolean lost = visit.reader() == Visit.Reader.FORM && !(decision instanceof Decision.UpstreamFailed);
        String target = visit.origin().target();
        boolean once = visit.reader() == Visit.Reader.FORM || target.startsWith(OwnPaths.CALLBACKS);
        return new Pages.Setting(
                rules.ent(),
                moment.zone(),
                moment.now(),
                lost ? Pages.Sent.LOST_FORM : Pages.Sent.NOTHING_LOST,
                once ? null : new Destination(target),
                notice.get());
    }

    /** One word of the contract may have several sentences. */
    private static String words(Decision decision) {
        if (decision instanceof Decision.Waiting waiting && waiting.why() == Decision.Waiting.Why.HELD) {
            return "waiting-held";
        }
        return decision instanceof Decision.ServiceFull ? "service-full" : decision.word();
    }

    private byte[] problem(
            Decision decision, Facts facts, Facts.Moment moment, @Nullable Destination behind, HttpHeaders headers) {
        headers.set(HttpHeaders.CONTENT_TYPE, PROBLEM);
        Texts.Problem words = moment.words().problem(words(decision));
        Map<String, @Nullable Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:ecluse:" + decision.word());
        problem.put("title", words.title());
        problem.put("status", facts.status());
        problem.put("detail", words.detail());
        problem.putAll(facts.members());
        if (behind != null && (decision instanceof Decision.Waiting || decision instanceof Decision.Unauthenticated)) {
            problem.put("continueAt", behind.path());
        }
        LocalText message = decision instanceof Decision.Waiting ? notice.get() : LocalText.NONE;
        if (!message.isEmpty()) {
            problem.put("message", message.byLanguage());
        }
        return json.writeValueAsBytes(problem);
    }
}

package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.IdentityListener.Withheld;
import fr.ecluse.gateway.identity.LoginDoors;
import fr.ecluse.gateway.identity.LoginEnd;
import fr.ecluse.gateway.identity.LoginFailure;
import fr.ecluse.gateway.identity.LoginStart;
import fr.ecluse.gateway.identity.Logins;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.protection.ProviderGuard;
import fr.ecluse.gateway.waiting.LoginLine;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Whoever has no credential, on the way to one; and whoever leaves. */
final class LoginDesk {

    static final String PATH = "/.ecluse/login";

    /** Within a minute; the next one gets a page that explains. */
    private static final int MOST_ATTEMPTS = 3;

    private static final Duration BUSY = Duration.ofSeconds(10);

    private final LoginDoors doors;
    private final Identifier identifier;
    private final Seats seats;
    private final LoginLine line;
    private final ProviderGuard provider;
    private final Tickets tickets;
    private final Function<LoginEnd, Mono<LoginEnd>> bind;
    private final List<URI> publicUrls;

    /**
     * @param doors without any, people are told so like programs are
     * @param bind what a login still needs before the session is given out
     * @param publicUrls by which visitors reach the gateway; empty on loopback, where any host is right
     */
    LoginDesk(
            LoginDoors doors,
            Identifier identifier,
            Seats seats,
            LoginLine line,
            ProviderGuard provider,
            Tickets tickets,
            Function<LoginEnd, Mono<LoginEnd>> bind,
            List<URI> publicUrls) {
        this.doors = doors;
        this.identifier = identifier;
        this.seats = seats;
        this.line = line;
        this.provider = provider;
        this.tickets = tickets;
        this.bind = bind;
        this.publicUrls = List.copyOf(publicUrls);
    }

    /** Somebody without a credential stands before the portal. */
    Step knock(Visit visit) {
        return switch (visit.reader()) {
            case NAVIGATION -> navigation(visit);
            case FRAME -> frame();
            case FORM, PROGRAM -> Step.answer(new Decision.Unauthenticated());
        };
    }

    private Step frame() {
        Logins logins = doors.usual();
        if (logins == null) {
            return Step.answer(new Decision.Unauthenticated());
        }
        logins.withhold(Withheld.IN_FRAME);
        return Step.answer(new Decision.LoginInFrame());
    }

    private Step navigation(Visit visit) {
        Logins logins = doors.usual();
        if (logins == null) {
            return Step.answer(new Decision.Unauthenticated());
        }
        if (visit.loginAttempts() >= MOST_ATTEMPTS) {
            logins.withhold(Withheld.TOO_OFTEN);
            return Step.answer(new Decision.TooManyLogins());
        }
        return new Step.Later(begin(visit, logins, visit.origin().target()).map(Step::answer));
    }

    /** {@code /.ecluse/login}: somebody asks for the login page, of one provider if {@code with} names it. */
    Mono<Decision> login(ServerHttpRequest request, Visit visit) {
        String returnTo = request.getQueryParams().getFirst("return");
        String with = request.getQueryParams().getFirst("with");
        Logins logins = with == null ? doors.usual() : doors.by(Protocol.of(with));
        return logins == null ? Mono.just(new Decision.NotFound()) : begin(visit, logins, returnTo);
    }

    /** {@code /.ecluse/callback/…}: the provider sends somebody back. Neither queued nor retried. */
    Mono<Decision> callback(Protocol from, ServerHttpRequest request, Visit visit, CookieNames cookies) {
        Logins logins = doors.by(from);
        if (logins == null) {
            return Mono.just(new Decision.NotFound());
        }
        String query = request.getURI().getRawQuery();
        String kept = request.getHeaders().getFirst(HttpHeaders.COOKIE);
        String answered = cookies.loginStates().stream()
                .filter(each -> logins.isAnswered(CookieNames.value(kept, each), query))
                .findFirst()
                .orElse(null);
        String done = CookieNames.value(kept, cookies.loginDone());
        if (answered == null && done != null && logins.isAnswered(done, query)) {
            return Mono.fromSupplier(() -> logins.answeredBefore(done)).flatMap(end -> failed(end, visit));
        }
        Duration stayAway = answered == null ? null : provider.enter();
        if (stayAway != null) {
            logins.turnedAway();
            return Mono.just(new Decision.Overloaded(stayAway));
        }
        long enteredNanos = System.nanoTime();
        String name = answered == null ? cookies.loginStates().get(0) : answered;
        String state = CookieNames.value(kept, name);
        Mono<Decision> decided =
                logins.complete(query, state, base(visit)).flatMap(bind).flatMap(end -> ended(end, visit, name, state));
        return answered == null ? decided : decided.doFinally(end -> provider.leave(System.nanoTime() - enteredNanos));
    }

    /** {@code /.ecluse/logout}: frees the seat at once, then the logout of the provider whom this session came from. */
    Mono<Decision> logout(Visit visit) {
        Logins logins = doors.enteredBy(visit.credential());
        return leave(visit)
                .then(Mono.defer(() -> logins == null ? Mono.<URI>empty() : logins.end(base(visit))))
                .map(Decision.LoggedOut::new)
                .defaultIfEmpty(new Decision.LoggedOut(null))
                .cast(Decision.class);
    }

    private Mono<Decision> begin(Visit visit, Logins logins, @Nullable String returnTo) {
        if (line.knock(placeOf(visit)) instanceof LoginLine.Turn.Wait wait) {
            logins.withhold(Withheld.PACED);
            return Mono.just(waiting(wait));
        }
        return logins.begin(returnTo, base(visit)).map(start -> begun(start, returnTo, visit));
    }

    /** The browser's place before the login, if it has one. */
    private @Nullable Ticket placeOf(Visit visit) {
        String sealed = visit.ticket();
        Ticket ticket = sealed == null ? null : tickets.open(sealed);
        return ticket != null && ticket.isBeforeLogin() ? ticket : null;
    }

    private Decision waiting(LoginLine.Turn.Wait wait) {
        return new Decision.Waiting(
                wait.ticket().lane(),
                tickets.issue(wait.ticket()),
                wait.place().ahead(),
                wait.soFar(),
                wait.place().estimate(),
                wait.place().nextPoll(),
                Decision.Waiting.Why.FULL);
    }

    private static Decision begun(LoginStart start, @Nullable String returnTo, Visit visit) {
        return start instanceof LoginStart.Redirect redirect
                ? new Decision.Login(redirect.to(), redirect.stateCookie(), visit.loginAttempts() + 1)
                : failed(((LoginStart.Failed) start).why(), returnTo == null ? "/" : returnTo);
    }

    private Mono<Decision> ended(LoginEnd end, Visit visit, String stateCookieName, @Nullable String stateCookie) {
        return end instanceof LoginEnd.LoggedIn in
                ? Mono.just(new Decision.LoggedIn(
                        in.returnTo(), in.sessionCookie(), stateCookieName, Objects.requireNonNull(stateCookie)))
                : failed(end, visit);
    }

    /** An answer that was used before is no trouble to whoever has the session that came of it. */
    private Mono<Decision> failed(LoginEnd end, Visit visit) {
        LoginEnd.Failed failed = (LoginEnd.Failed) end;
        Decision page = failed(failed.why(), failed.returnTo());
        return failed.why() != LoginFailure.ALREADY_USED
                ? Mono.just(page)
                : isIn(visit).map(in -> in ? new Decision.StillLoggedIn(failed.returnTo()) : page);
    }

    /** Whether a session comes with the request that nobody has ended; without the ledger, as far as this node knows. */
    private Mono<Boolean> isIn(Visit visit) {
        return visit.credential() instanceof Credential.SessionCookie cookie
                ? identifier
                        .identify(cookie)
                        .flatMap(found -> found instanceof Identification.Authenticated authenticated
                                ? isOpen(Objects.requireNonNull(
                                        authenticated.person().session()))
                                : Mono.just(false))
                : Mono.just(false);
    }

    private Mono<Boolean> isOpen(String session) {
        return seats.ended(session)
                ? Mono.just(false)
                : seats.session(session)
                        .map(state -> state != SessionState.ENDED)
                        .onErrorReturn(LedgerUnavailableException.class, true);
    }

    private static Decision failed(LoginFailure why, String returnTo) {
        return switch (why) {
            case CANCELLED -> new Decision.LoginFailed(Decision.LoginFailed.Fault.CANCELLED, returnTo);
            case STATE_MISMATCH -> new Decision.LoginFailed(Decision.LoginFailed.Fault.NOT_STARTED_HERE, returnTo);
            case ALREADY_USED -> new Decision.LoginFailed(Decision.LoginFailed.Fault.ALREADY_USED, returnTo);
            case CLOCK_WRONG -> new Decision.LoginFailed(Decision.LoginFailed.Fault.CLOCK, returnTo);
            case PROVIDER_FAILED -> new Decision.LoginFailed(Decision.LoginFailed.Fault.PROVIDER, returnTo);
            case BUSY -> new Decision.Overloaded(BUSY);
        };
    }

    private Mono<Void> leave(Visit visit) {
        if (visit.credential() == null) {
            return Mono.empty();
        }
        return identifier.identify(visit.credential()).flatMap(found -> {
            if (!(found instanceof Identification.Authenticated authenticated)) {
                return Mono.empty();
            }
            Person person = authenticated.person();
            // with the ledger lost the node still forgets the session, and the seat expires by itself
            return seats.release(person.id(), person.session())
                    .onErrorComplete()
                    .then();
        });
    }

    /** The public address by which this visitor came; the first one if the host is none of ours. */
    private URI base(Visit visit) {
        String host = visit.origin().host();
        for (URI url : publicUrls) {
            if (host.equalsIgnoreCase(url.getAuthority())) {
                return url;
            }
        }
        return publicUrls.isEmpty()
                ? URI.create((visit.origin().secure() ? "https://" : "http://") + host)
                : publicUrls.get(0);
    }
}

package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.LoginDoors;
import fr.ecluse.gateway.identity.LoginEnd;
import fr.ecluse.gateway.identity.LoginFailure;
import fr.ecluse.gateway.identity.LoginStart;
import fr.ecluse.gateway.identity.Logins;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.protection.LoginGuard;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
    private final LoginGuard guard;
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
            LoginGuard guard,
            Function<LoginEnd, Mono<LoginEnd>> bind,
            List<URI> publicUrls) {
        this.doors = doors;
        this.identifier = identifier;
        this.seats = seats;
        this.guard = guard;
        this.bind = bind;
        this.publicUrls = List.copyOf(publicUrls);
    }

    /** Somebody without a credential stands before the portal. */
    Step knock(Visit visit) {
        return switch (visit.reader()) {
            case NAVIGATION -> navigation(visit);
            case FRAME ->
                Step.answer(doors.usual() == null ? new Decision.Unauthenticated() : new Decision.LoginInFrame());
            case FORM, PROGRAM -> Step.answer(new Decision.Unauthenticated());
        };
    }

    private Step navigation(Visit visit) {
        Logins logins = doors.usual();
        if (logins == null) {
            return Step.answer(new Decision.Unauthenticated());
        }
        if (visit.loginAttempts() >= MOST_ATTEMPTS) {
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
        String name = cookies.loginStates().stream()
                .filter(each -> logins.isAnswered(CookieNames.value(kept, each), query))
                .findFirst()
                .orElse(cookies.loginStates().get(0));
        return logins.complete(query, CookieNames.value(kept, name), base(visit))
                .flatMap(bind)
                .map(end -> ended(end, name));
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
        if (!guard.mayLogIn()) {
            return Mono.just(new Decision.Overloaded(BUSY));
        }
        return logins.begin(returnTo, base(visit)).map(start -> begun(start, returnTo, visit));
    }

    private static Decision begun(LoginStart start, @Nullable String returnTo, Visit visit) {
        return start instanceof LoginStart.Redirect redirect
                ? new Decision.Login(redirect.to(), redirect.stateCookie(), visit.loginAttempts() + 1)
                : failed(((LoginStart.Failed) start).why(), returnTo == null ? "/" : returnTo);
    }

    private static Decision ended(LoginEnd end, String stateCookieName) {
        return end instanceof LoginEnd.LoggedIn in
                ? new Decision.LoggedIn(in.returnTo(), in.sessionCookie(), stateCookieName)
                : failed(((LoginEnd.Failed) end).why(), ((LoginEnd.Failed) end).returnTo());
    }

    private static Decision failed(LoginFailure why, String returnTo) {
        return switch (why) {
            case CANCELLED -> new Decision.LoginFailed(Decision.LoginFailed.Fault.CANCELLED, returnTo);
            case STATE_MISMATCH -> new Decision.LoginFailed(Decision.LoginFailed.Fault.NOT_STARTED_HERE, returnTo);
            case ALREADY_USED -> new Decision.LoginFailed(Decision.LoginFailed.Fault.ALREADY_USED, returnTo);
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

package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Logins by one protocol, from the first step to the session.
 *
 * <p>Nothing of a login is kept here between its start and its end: the browser keeps it, sealed, so that the answer may
 * come to any node. An answer is asked about once and never again. Thread-safe; never blocks.
 */
public final class Logins {

    /** How long a visitor may take at the provider. */
    public static final Duration STATE_LIVES = Duration.ofMinutes(10);

    /** How many logins may be talking to the provider at once. */
    static final int UNDER_WAY = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final LoginProtocol protocol;
    private final Sealer states;
    private final Sessions sessions;
    private final IdentityListener listener;
    private final Scheduler scheduler;
    private final Semaphore places = new Semaphore(UNDER_WAY);
    private final AtomicReference<@Nullable String> lastCause = new AtomicReference<>();
    private final Hourly clockIsSaid = new Hourly(Ticker.systemTicker());

    /**
     * How a login becomes a session.
     *
     * @param length how long a session lasts, asked at each login
     */
    record Sessions(
            People people, SessionCookies cookies, LogoutHandles handles, Supplier<Duration> length, Clock clock) {}

    /** @param scheduler where secrets are drawn and sealed; bounded, and it may refuse */
    Logins(LoginProtocol protocol, Sealer states, Sessions sessions, IdentityListener listener, Scheduler scheduler) {
        this.protocol = protocol;
        this.states = states;
        this.sessions = sessions;
        this.listener = listener;
        this.scheduler = scheduler;
    }

    /** By which these logins are done. */
    public IdentityListener.Protocol protocol() {
        return protocol.name();
    }

    /** How many are talking to the provider now: all that is known here of logins. */
    int underWay() {
        return UNDER_WAY - places.availablePermits();
    }

    /** To be said of whoever is not sent on to the login. */
    public void withhold(IdentityListener.Withheld why) {
        listener.loginWithheld(protocol.name(), why);
    }

    /** Somebody came back from the provider, which has as much to do as it is given: it was not asked. */
    public void turnedAway() {
        listener.loginFailed(protocol.name(), LoginFailure.BUSY);
    }

    /**
     * Begins a login. Never fails with an error.
     *
     * @param returnTo where to go afterwards; anything but a path of this origin counts as {@code /}
     * @param baseUrl scheme and host by which the visitor reached the gateway, one of {@code public-url}
     */
    public Mono<LoginStart> begin(@Nullable String returnTo, URI baseUrl) {
        Mono<LoginStart> start = Mono.fromCallable(
                        () -> LoginState.begin(protocol.name(), returnTo, trimmed(baseUrl), after(STATE_LIVES)))
                .subscribeOn(scheduler)
                .flatMap(state -> protocol.loginPage(state)
                        .publishOn(scheduler)
                        .map(page -> new LoginStart.Redirect(page, state.seal(states))));
        return bounded(start).onErrorResume(error -> Mono.just(new LoginStart.Failed(failure(error))));
    }

    /** Whether this query answers the login of that cookie: which of several tabs comes back. It proves nothing yet. */
    public boolean isAnswered(@Nullable String stateCookie, @Nullable String query) {
        if (stateCookie == null || query == null) {
            return false;
        }
        LoginState state = LoginState.open(states, stateCookie, sessions.clock.instant());
        return state != null && query.contains("state=" + state.state());
    }

    /**
     * Ends a login with what the provider sent the visitor back with. Never fails with an error.
     *
     * @param query of the callback as it came, without the question mark
     * @param stateCookie as given by {@link #begin}, null if the browser brought none
     * @param baseUrl as given to {@link #begin}
     */
    public Mono<LoginEnd> complete(@Nullable String query, @Nullable String stateCookie, URI baseUrl) {
        return Mono.defer(() -> {
            LoginState state =
                    stateCookie == null ? null : LoginState.open(states, stateCookie, sessions.clock.instant());
            if (state == null
                    || state.protocol() != protocol.name()
                    || !state.baseUrl().equals(trimmed(baseUrl))) {
                listener.loginFailed(protocol.name(), LoginFailure.STATE_MISMATCH);
                return Mono.just(new LoginEnd.Failed(LoginFailure.STATE_MISMATCH, "/"));
            }
            Mono<LoginEnd> end = Mono.defer(() -> protocol.answer(query, state, sessions.people::knowEnough))
                    .subscribeOn(scheduler)
                    .publishOn(scheduler)
                    .map(claims -> loggedIn(claims, state));
            return bounded(end)
                    .onErrorResume(error -> Mono.just(new LoginEnd.Failed(failure(error), state.returnTo())));
        });
    }

    /**
     * What comes of an answer to a login that gave its session already: the same as of a code or a ticket that was used before,
     * without asking the provider again.
     *
     * @param stateCookie as given by {@link #begin}, kept since the login
     */
    public LoginEnd answeredBefore(String stateCookie) {
        listener.loginFailed(protocol.name(), LoginFailure.ALREADY_USED);
        LoginState state = LoginState.open(states, stateCookie, sessions.clock.instant());
        return new LoginEnd.Failed(LoginFailure.ALREADY_USED, state == null ? "/" : state.returnTo());
    }

    /**
     * Where the provider ends its own session, from where it sends the visitor back to the portal's first page; empty if it
     * has no such page or can't be asked for it now. Our own session is ended elsewhere.
     */
    public Mono<URI> end(URI baseUrl) {
        return protocol.logoutPage(trimmed(baseUrl)).subscribeOn(scheduler).onErrorResume(error -> Mono.empty());
    }

    private LoginEnd loggedIn(LoginClaims claims, LoginState state) {
        Duration lasts = sessions.length.get();
        Person person = sessions.people.person(
                claims.issuer(),
                claims.subject(),
                claims.attributes(),
                new People.Login(sessions.cookies.newSession(), protocol.name()),
                after(lasts));
        String cookie = sessions.cookies.seal(person, protocol.name());
        listener.loggedIn(protocol.name());
        return new LoginEnd.LoggedIn(
                cookie, person, sessions.handles.toBind(protocol.name(), claims.handles()), lasts, state.returnTo());
    }

    private <T> Mono<T> bounded(Mono<T> login) {
        return Mono.defer(() -> places.tryAcquire()
                ? login.doFinally(signal -> places.release())
                : Mono.error(new RejectedExecutionException("as many logins as can be are under way")));
    }

    private LoginFailure failure(Throwable error) {
        LoginFailure why = error instanceof LoginFailedException known
                ? known.why()
                : error instanceof RejectedExecutionException ? LoginFailure.BUSY : LoginFailure.PROVIDER_FAILED;
        listener.loginFailed(protocol.name(), why);
        if (why == LoginFailure.CLOCK_WRONG && clockIsSaid.isDue()) {
            LOG.warn(
                    "event=clock-wrong protocol={} cause=\"{}\" remedy=\"check NTP on this node and at the provider\"",
                    protocol.name().word(),
                    error.getMessage());
        } else if (why == LoginFailure.PROVIDER_FAILED
                && !Objects.equals(lastCause.getAndSet(error.getMessage()), error.getMessage())) {
            LOG.warn(
                    "event=login-failed protocol={} cause=\"{}\"",
                    protocol.name().word(),
                    error.getMessage()); // once while it goes on
        } else {
            LOG.debug(
                    "event=login-failed protocol={} why={} cause=\"{}\"",
                    protocol.name().word(),
                    why,
                    error.getMessage());
        }
        return why;
    }

    /** In whole seconds, as the cookies say it. */
    private Instant after(Duration duration) {
        return sessions.clock.instant().plus(duration).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String trimmed(URI baseUrl) {
        String text = baseUrl.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}

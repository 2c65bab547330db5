package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.settings.RouteLimit;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request as the stages see it: a small digest of what it brings, and what the stages before found out.
 *
 * <p>Belongs to one request; the stages run one after the other, so it needs no lock.
 */
final class Visit {

    private final Origin origin;
    private final Reader reader;
    private final @Nullable Credential credential;
    private final @Nullable String ticket;
    private final int loginAttempts;
    private final long startedNanos = System.nanoTime();
    private RouteFacts route = RouteFacts.REQUIRED;
    private @Nullable Limited limited;
    private @Nullable Identification identification;
    private @Nullable Person person;
    private @Nullable Role role;
    private Verdict.@Nullable RefusedToNewcomers refusedToNewcomers;
    private boolean staleCookie;
    private Mode mode = Mode.ON;
    private @Nullable String observed;

    /** @param loginAttempts how often this browser says it was sent to the login within a minute */
    Visit(Origin origin, Reader reader, @Nullable Credential credential, @Nullable String ticket, int loginAttempts) {
        this.loginAttempts = loginAttempts;
        this.origin = origin;
        this.reader = reader;
        this.credential = credential;
        this.ticket = ticket;
    }

    /**
     * Where the request comes from and where it goes.
     *
     * @param client the visitor's address; behind a trusted proxy the one that the proxy names
     * @param secure whether the visitor uses HTTPS
     * @param host as the visitor wrote it
     * @param target path and query as sent: where to come back to
     */
    record Origin(InetAddress client, boolean secure, String host, String target) {}

    /** Who reads the answer. */
    enum Reader {
        /** A person who went to an address. */
        NAVIGATION,
        /** The same, inside a frame of another page. */
        FRAME,
        /** A person who sent a form: gets a page, is never redirected. */
        FORM,
        /** A program: gets a problem document. */
        PROGRAM;

        boolean readsPages() {
            return this != PROGRAM;
        }
    }

    /** Since the first look at the request. */
    long nanosSoFar() {
        return System.nanoTime() - startedNanos;
    }

    Origin origin() {
        return origin;
    }

    Reader reader() {
        return reader;
    }

    @Nullable
    Credential credential() {
        return credential;
    }

    /** The waiting-room ticket, still sealed. */
    @Nullable
    String ticket() {
        return ticket;
    }

    int loginAttempts() {
        return loginAttempts;
    }

    RouteFacts route() {
        return route;
    }

    void on(RouteFacts route) {
        this.route = route;
    }

    /**
     * A route that is rare and costly.
     *
     * @param route its id
     */
    record Limited(String route, RouteLimit limit) {}

    /** Null on every other route. */
    @Nullable
    Limited limited() {
        return limited;
    }

    void isLimited(Limited limited) {
        this.limited = limited;
    }

    /** What the throttle already learned about the credential; null: nothing yet. */
    @Nullable
    Identification identification() {
        return identification;
    }

    void identifiedAs(@Nullable Identification identification) {
        this.identification = identification;
    }

    /** Null until identified, and on public routes if nobody is logged in. */
    @Nullable
    Person person() {
        return person;
    }

    /** The role that counts; null exactly when the person is. */
    @Nullable
    Role role() {
        return role;
    }

    void isFrom(Person person, Role role) {
        this.person = person;
        this.role = role;
    }

    /** Set when the rules admit only seats taken before an instant. */
    Verdict.@Nullable RefusedToNewcomers refusedToNewcomers() {
        return refusedToNewcomers;
    }

    void newcomersRefused(Verdict.RefusedToNewcomers verdict) {
        this.refusedToNewcomers = verdict;
    }

    /** By which mode this request is judged, whatever changes meanwhile. */
    Mode mode() {
        return mode;
    }

    void under(Mode mode) {
        this.mode = mode;
    }

    /** While decisions are only observed, the word of the first one that would have kept this visit out; null: none would. */
    @Nullable
    String observed() {
        return observed;
    }

    void observed(String word) {
        if (observed == null) {
            observed = word;
        }
    }

    /** Whether the answer must delete the session cookie. */
    boolean staleCookie() {
        return staleCookie;
    }

    void cookieIsStale() {
        this.staleCookie = true;
    }
}

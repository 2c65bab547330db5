package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The one account of who is seated and who waits in an ENT, shared by all of its nodes.
 *
 * <p>Every operation is atomic, safe to repeat, and judged by the ledger's own clock; what comes back are durations
 * relative to that clock, so that a node whose clock is wrong changes nobody's seat. Every Mono may fail with {@link
 * LedgerUnavailableException} and with nothing else. Thread-safe.
 */
public interface SeatLedger extends AutoCloseable {

    /** How many sessions one handle can end. */
    int SESSIONS_PER_HANDLE = 100;

    /**
     * The numbers of the policy in force. The newest {@code loadedAtMillis} wins over all nodes; an older one changes
     * nothing. Live changes of the ceiling are kept.
     */
    Mono<Void> announce(PolicyNumbers numbers);

    /** Finds, moves or takes the person's seat, or finds or gives the person's place in the lane. */
    Mono<Admission> admit(Claim claim);

    /**
     * Finds or moves the person's seat as {@link #admit} does, but gives neither a seat nor a place to somebody who has no
     * seat: for hours at which those who were seated before may finish and nobody new enters.
     */
    Mono<Admission> find(Claim claim);

    /**
     * Finds or moves the person's seat as {@link #admit} does, but gives somebody who has none a place in the lane, whatever
     * room there is, and calls nobody: while the operators hold the door.
     */
    Mono<Admission> queue(Claim claim);

    /**
     * Finds or moves the person's seat as {@link #admit} does, but gives somebody who has none a seat, whatever room there is,
     * and never a place: while the operators only observe. {@link Taken#BEYOND} says that {@link #admit} would have given none.
     */
    Mono<Admission> observe(Claim claim);

    /**
     * Extends unexpired seats; cannot revive one. The answers are in the order of the renewals.
     *
     * @param batch nobody twice
     */
    Mono<List<Renewed>> renew(List<Renewal> batch);

    /**
     * Finds or takes the person's seat of a service, beside the one in the ENT that the person must have. It is a seat of its
     * own: it lasts {@code session.idle} from the last activity on that service, whatever the person does elsewhere. It ends
     * with the seat in the ENT, which this activity extends, so it never outlasts it. A service that the policy gives no
     * ceiling is never full.
     */
    Mono<Serving> serve(ServiceClaim claim);

    /**
     * The same, but a service that is full gives a seat all the same: while the operators only observe. {@link Serving.Beyond}
     * says that {@link #serve} would have given none.
     */
    Mono<Serving> observe(ServiceClaim claim);

    /** Extends unexpired seats of services; cannot revive one. The answers are in the order of the claims. */
    Mono<List<Renewed>> renewServices(List<ServiceClaim> batch);

    /** Whether a logout or a release ended the session: for whoever needs no seat. */
    Mono<SessionState> session(String session);

    /**
     * Frees the person's seat and place; {@code session}, if given, is dead from now on, on every node. One that was dead
     * before frees nothing: whoever keeps an old cookie can't take away the seat that its person has now.
     */
    Mono<Released> release(Pseudonym person, @Nullable String session);

    /** Frees every seat of a role. */
    Mono<Released> releaseRole(Role role);

    /**
     * Ties a session to every handle by which a provider may end it. A handle ties {@value #SESSIONS_PER_HANDLE} sessions at
     * most: one more ends the one whose time is over first, so that none ever escapes its logout.
     */
    Mono<Void> bind(Binding binding);

    /**
     * Ends every session that is tied to one of the handles, as {@link #release} ends one. A session that was ended before
     * is not ended again: whoever sits there since then stays.
     *
     * @param notice what asks for it; a second time it does nothing. Null: asking twice can do no harm
     */
    Mono<Ended> end(List<Pseudonym> handles, @Nullable Notice notice);

    /**
     * The state of the whole ENT at one instant; also takes the calling step when one is due.
     *
     * @param open the roles that no rule refuses now: only their lanes are called, and only they hold others back. While the
     *     mode in force is {@link Mode#HOLD}, nobody's lane is
     */
    Mono<Census> census(Set<Role> open);

    /** Sets the live ceiling, or fails with {@link CeilingRefusedException}. Called lanes move at once. */
    Mono<CeilingState> raise(CeilingOrder order);

    /** Back to the policy's ceiling. */
    Mono<CeilingState> clear(CeilingClearance clearance);

    /** Changes a standing order, or fails with {@link OrderRefusedException}. Every census says what stands. */
    Mono<StandingOrder> order(StandingOrder.Change change);

    /**
     * Writes down in the audit what was done by other operations than {@link #raise}, {@link #clear} and {@link #order}, which do
     * so themselves. After a loss of the connection it may be there twice.
     */
    Mono<Void> note(AuditNote note);

    /** Who changed what, newest first. */
    Mono<List<AuditEntry>> audit(int limit);

    /**
     * Renews the seats that a node may give on its own while the ledger is away. What it held before counts until it asks again,
     * because the answer may be lost. A ledger that can't be lost without the node leases none.
     */
    Mono<Lease> lease(LeaseRequest request);

    /** Tells a ledger that forgot what else this node knows: before the seats, so that none that was freed comes back. */
    Mono<Void> recall(Recollection recollection);

    /**
     * Tells the ledger of seats that it may not know. They are accepted, whatever the ceiling: an excess goes as people leave.
     * Only what was freed meanwhile is gone. Nobody new enters until nodes have had the time to do so. The answers are in the
     * order of the seats.
     */
    Mono<List<Renewed>> reenter(List<Holding> batch);

    /**
     * The same of seats of services, after those in the ENT. Of somebody who sits in the ENT they are accepted, whatever the
     * service's ceiling.
     */
    Mono<List<Renewed>> reenterServices(List<ServiceHolding> batch);

    /**
     * Tells a ledger that forgot who waited: people of these lanes come back with the places that they had, as their tickets say.
     * Until they may all have asked again, nobody else of such a lane is called, or enters past it.
     */
    Mono<Void> expect(List<ExpectedLine> lines);

    /**
     * This node has told all that it knows to the memory of that name, and is answered again.
     *
     * @param epoch as {@link LedgerChange.Forgot} named it
     */
    void reentered(String epoch);

    /** Changes made by any node, this one included. Hot, never ends, never fails; may miss some while disconnected. */
    Flux<LedgerChange> changes();

    @Override
    void close();

    /**
     * What the ledger needs of a policy.
     *
     * @param priority roles with their thresholds in percent, most favoured first
     * @param newPerSecond new seats a second over all nodes; 0 means no limit
     * @param services those with a ceiling of their own, each once
     */
    record PolicyNumbers(
            String sha256,
            long loadedAtMillis,
            List<Threshold> priority,
            int sessions,
            int atLeast,
            int atMost,
            int newPerSecond,
            Duration idle,
            Duration longest,
            List<ServiceCeiling> services) {

        public PolicyNumbers {
            services = List.copyOf(services);
        }

        /** Of a policy that gives no service a ceiling of its own. */
        public PolicyNumbers(
                String sha256,
                long loadedAtMillis,
                List<Threshold> priority,
                int sessions,
                int atLeast,
                int atMost,
                int newPerSecond,
                Duration idle,
                Duration longest) {
            this(sha256, loadedAtMillis, priority, sessions, atLeast, atMost, newPerSecond, idle, longest, List.of());
        }
    }

    /** A role and the share of the ceiling below which it is admitted, in percent, 0 to 100. */
    record Threshold(Role role, int admittedBelowPercent) {}

    /**
     * Somebody asks for a seat.
     *
     * @param role the most favoured of the person's roles; an existing seat of a less favoured role moves to it
     * @param session the cookie session, null for a bearer token
     * @param arrivalMillis when the person joined the lane, by the ledger's clock, if a ticket says so; else null
     * @param open the roles that no rule refuses now
     */
    record Claim(
            Pseudonym person,
            Role role,
            @Nullable String session,
            @Nullable Long arrivalMillis,
            Set<Role> open) {}

    /**
     * A node asks for its lease.
     *
     * @param node its name, of this run: another process never has it
     * @param held the seats of its lease by the last answer that it had
     * @param given how many of these it has given to people whom the ledger has not heard of yet
     */
    record LeaseRequest(String node, int held, int given, Wish wish) {

        /** A node that leaves needs none. */
        public enum Wish {
            SOME,
            NONE
        }
    }

    /**
     * The people of a lane, as known before the ledger forgot them.
     *
     * @param people how many they were
     * @param within how long after the loss the last of them asks again
     * @param calledUntilMillis the watermark: whoever arrived at or before it was called, and still is
     */
    record ExpectedLine(Role lane, long people, Duration within, long calledUntilMillis) {}

    /** The answer to a claim. */
    sealed interface Admission {

        /**
         * The person sits.
         *
         * @param age since the seat was taken
         * @param remaining until it expires unless renewed
         */
        record Seated(Role role, Duration age, Duration remaining, Taken taken) implements Admission {}

        /**
         * The person waits in the lane of the role.
         *
         * @param arrivalMillis the place, by the ledger's clock
         * @param called may enter as soon as a seat is free
         */
        record Waiting(Role role, long arrivalMillis, Called called) implements Admission {}

        /** The person has no seat, and only asked for the one they might have. */
        record NoSeat() implements Admission {}

        /** The session was ended by a logout or a release: its cookie is dead. */
        record SessionEnded() implements Admission {}
    }

    /** What the ledger knows of a cookie session. */
    enum SessionState {
        NOT_ENDED,
        ENDED
    }

    /** Whether a claim took a new seat. */
    enum Taken {
        NOW,
        BEFORE,
        /** Just now, and there was no room for it: only {@link SeatLedger#observe} gives such seats. */
        BEYOND
    }

    /** Whether a waiting person may enter. */
    enum Called {
        YES,
        NOT_YET
    }

    /**
     * The activity of one seat.
     *
     * @param idleFor since the last activity, zero or more
     */
    record Renewal(Pseudonym person, Duration idleFor) {}

    /** The answer to one renewal. */
    sealed interface Renewed {

        record Extended(Duration remaining) implements Renewed {}

        /** The seat had expired or was freed. */
        record Gone() implements Renewed {}
    }

    /**
     * The answer to a release.
     *
     * @param seats how many were freed
     */
    record Released(int seats) {}

    /**
     * By what a provider may end a session.
     *
     * @param handles keyed hashes of the provider's own names for it: neither a name nor a ticket
     * @param lasts how long the session can last, more than zero
     */
    record Binding(Pseudonym person, String session, List<Pseudonym> handles, Duration lasts) {

        public Binding {
            handles = List.copyOf(handles);
        }
    }

    /**
     * What says that sessions have ended, such as a logout token.
     *
     * @param id a keyed hash by which it is known when it comes again
     * @param lasts for how long it could come again, more than zero
     */
    record Notice(Pseudonym id, Duration lasts) {}

    /**
     * How much was ended.
     *
     * @param sessions how many are dead now and were alive before
     * @param seats how many were freed
     * @param tied how many sessions the handles tied, those that were dead before included
     */
    record Ended(int sessions, int seats, int tied) {}
}

package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.AuditEntry;
import fr.ecluse.gateway.admission.AuditNote;
import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.CeilingRefusedException;
import fr.ecluse.gateway.admission.CeilingRefusedException.Reason;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Called;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.Notice;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.SeatTimes;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.gateway.admission.Serving;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Audited;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.admission.memory.BoundSessions.Session;
import fr.ecluse.gateway.admission.memory.Seating.Chair;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole account, and the rules of every operation: each is a function of this state, the request and the ledger's
 * clock in ms, which never goes back. Not thread-safe.
 *
 * <p>Housekeeping only bounds the memory: whatever it has not dropped yet counts for nothing.
 */
final class Books {

    private static final int AUDIT_LENGTH = 10_000;
    private static final int SWEPT_BY_CLAIM = 100;
    private static final int SWEPT_BY_CENSUS = 1_000;
    private static final Comparator<PolicyNumbers> BY_AGE =
            Comparator.comparingLong(PolicyNumbers::loadedAtMillis).thenComparing(PolicyNumbers::sha256);

    private final Seating seating = new Seating();
    private final Services services = new Services();
    private final Lanes lanes = new Lanes();
    private final Pace pace = new Pace();
    private final LiveCeiling ceiling = new LiveCeiling();
    private final BoundSessions bound = new BoundSessions();
    private final Lapsing<String> ended = new Lapsing<>();
    private final Lapsing<Pseudonym> notices = new Lapsing<>();
    private final Ordered ordered = new Ordered();
    private final Deque<AuditEntry> audit = new ArrayDeque<>();
    private @Nullable PolicyNumbers numbers;

    /** Takes newer numbers; says whether the ceiling in force changed. */
    boolean announce(PolicyNumbers announced, long now) {
        PolicyNumbers before = numbers;
        if (before != null && BY_AGE.compare(announced, before) <= 0) {
            return false;
        }
        numbers = announced;
        step(now);
        return before == null || ceiling.inForce(before, now) != ceiling.inForce(announced, now);
    }

    Admission admit(Claim claim, long now) {
        Admission found = find(claim, now);
        return found instanceof Admission.NoSeat
                ? enterOrWait(claim, claim.open(), Newcomers.AS_THERE_IS_ROOM, now)
                : found;
    }

    Admission queue(Claim claim, long now) {
        Admission found = find(claim, now);
        return found instanceof Admission.NoSeat ? enterOrWait(claim, Set.of(), Newcomers.WAIT, now) : found;
    }

    Admission observe(Claim claim, long now) {
        Admission found = find(claim, now);
        return found instanceof Admission.NoSeat ? enterOrWait(claim, claim.open(), Newcomers.ENTER, now) : found;
    }

    Admission find(Claim claim, long now) {
        PolicyNumbers policy = numbers();
        String session = claim.session();
        if (session != null && ended.contains(session, now)) {
            return new Admission.SessionEnded();
        }
        return revisit(claim, policy, now);
    }

    /** The seat that the person has already, moved to the claim's role if that one is more favoured. */
    private Admission revisit(Claim claim, PolicyNumbers policy, long now) {
        Chair chair = seating.find(claim.person(), now);
        long expiry = chair == null ? 0 : extended(claim.person(), chair, now, policy);
        if (chair == null || expiry <= now) {
            return new Admission.NoSeat();
        }
        Role role = rank(claim.role(), policy) < rank(chair.role(), policy) ? claim.role() : chair.role();
        seating.seat(claim.person(), new Chair(role, chair.admittedAt()), expiry);
        if (!role.equals(chair.role())) {
            services.move(claim.person(), chair.role(), role);
        }
        return new Admission.Seated(
                role, Duration.ofMillis(now - chair.admittedAt()), Duration.ofMillis(expiry - now), Taken.BEFORE);
    }

    /** What becomes of those who have no seat. */
    private enum Newcomers {
        AS_THERE_IS_ROOM,
        ENTER,
        WAIT
    }

    private Admission enterOrWait(Claim claim, Set<Role> open, Newcomers newcomers, long now) {
        PolicyNumbers policy = numbers();
        stepIfDue(open, SWEPT_BY_CLAIM, now);
        Pseudonym person = claim.person();
        Role role = claim.role();
        Lane lane = lanes.of(role);
        long place = lane.arrival(person, now);
        boolean joins = place == ScoredSet.ABSENT;
        Long ticket = claim.arrivalMillis();
        long arrival = joins ? lane.arrivalOf(ticket == null ? ScoredSet.ABSENT : ticket, now) : place;
        boolean called = lane.called(arrival);

        seating.free(person); // what is left of an expired seat
        Room room = room(policy, now);
        int percent = percent(role, policy);
        boolean fits = called
                ? room.below(percent)
                : joins && room.belowWithHeld(percent) && !lanes.precede(role, policy, room, now);
        boolean welcome = fits && pace.allows(policy.newPerSecond(), now);
        if (newcomers == Newcomers.ENTER || welcome && newcomers != Newcomers.WAIT) {
            lane.seats(arrival, now);
            return sit(claim, policy, welcome ? Taken.NOW : Taken.BEYOND, now);
        }
        if (joins) {
            lane.join(person, arrival);
        }
        return new Admission.Waiting(role, arrival, called ? Called.YES : Called.NOT_YET);
    }

    private Admission sit(Claim claim, PolicyNumbers policy, Taken taken, long now) {
        lanes.leave(claim.person());
        pace.entered(policy.newPerSecond(), now);
        Chair chair = new Chair(claim.role(), SeatTimes.admission(now));
        long expiry = SeatTimes.expiry(chair.admittedAt(), now, policy);
        seating.seat(claim.person(), chair, expiry);
        return new Admission.Seated(claim.role(), Duration.ZERO, Duration.ofMillis(expiry - now), taken);
    }

    Renewed renew(Renewal renewal, long now) {
        PolicyNumbers policy = numbers();
        Chair chair = seating.find(renewal.person(), now);
        if (chair == null) {
            return new Renewed.Gone();
        }
        long expiry = extended(renewal.person(), chair, now - renewal.idleFor().toMillis(), policy);
        if (expiry <= now) {
            return new Renewed.Gone();
        }
        seating.seat(renewal.person(), chair, expiry);
        return new Renewed.Extended(Duration.ofMillis(expiry - now));
    }

    Serving serve(ServiceClaim claim, long now) {
        return isFull(claim, now) ? new Serving.Full() : take(claim, now);
    }

    Serving observe(ServiceClaim claim, long now) {
        boolean full = isFull(claim, now);
        return full && take(claim, now) instanceof Serving.Served served
                ? new Serving.Beyond(served.remaining())
                : take(claim, now);
    }

    /** Whether there is a seat in the ENT, none of the service, and none left. */
    private boolean isFull(ServiceClaim claim, long now) {
        PolicyNumbers policy = numbers();
        Chair chair = seating.find(claim.person(), now);
        return chair != null
                && SeatTimes.expiry(chair.admittedAt(), now, policy) > now
                && services.expiry(claim.service(), chair.role(), claim.person()) <= now
                && services.taken(claim.service(), now) >= ceiling(claim.service(), policy);
    }

    private Serving take(ServiceClaim claim, long now) {
        PolicyNumbers policy = numbers();
        Chair chair = seating.find(claim.person(), now);
        if (chair == null || SeatTimes.expiry(chair.admittedAt(), now, policy) <= now) {
            return new Serving.NoSeat();
        }
        String service = claim.service();
        long earned = extend(claim, chair, policy, now);
        // idle for long, and still sitting: no longer than that
        long expiry = earned > now ? earned : atMost(seating.expiry(claim.person(), chair), chair, policy);
        services.seat(service, chair.role(), claim.person(), expiry);
        return new Serving.Served(Duration.ofMillis(expiry - now));
    }

    Renewed renewService(ServiceClaim claim, long now) {
        PolicyNumbers policy = numbers();
        Chair chair = seating.find(claim.person(), now);
        if (chair == null || SeatTimes.expiry(chair.admittedAt(), now, policy) <= now) {
            return new Renewed.Gone();
        }
        long before = services.expiry(claim.service(), chair.role(), claim.person());
        if (before <= now) {
            return new Renewed.Gone();
        }
        long expiry = Math.max(before, extend(claim, chair, policy, now));
        services.seat(claim.service(), chair.role(), claim.person(), expiry);
        return new Renewed.Extended(Duration.ofMillis(expiry - now));
    }

    /** Activity on a service is activity in the ENT; gives the expiry that it deserves. */
    private long extend(ServiceClaim claim, Chair chair, PolicyNumbers policy, long now) {
        long earned = SeatTimes.expiry(chair.admittedAt(), now - claim.idleFor().toMillis(), policy);
        seating.seat(claim.person(), chair, Math.max(earned, seating.expiry(claim.person(), chair)));
        return earned;
    }

    private static long atMost(long expiry, Chair chair, PolicyNumbers policy) {
        return SeatTimes.expiry(chair.admittedAt(), expiry - policy.idle().toMillis(), policy);
    }

    private static long ceiling(String service, PolicyNumbers policy) {
        return policy.services().stream()
                .filter(ceiling -> ceiling.service().equals(service))
                .mapToLong(ServiceCeiling::sessions)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** What the seat lasts until; never less than before, because another node may trust what it heard then. */
    private long extended(Pseudonym person, Chair chair, long activeAt, PolicyNumbers policy) {
        long confirmed = seating.expiry(person, chair) - policy.idle().toMillis();
        return SeatTimes.expiry(chair.admittedAt(), Math.max(activeAt, confirmed), policy);
    }

    int release(Pseudonym person, @Nullable String session, long now) {
        PolicyNumbers policy = numbers();
        if (session != null) {
            if (ended.contains(session, now)) {
                return 0;
            }
            endSession(session, policy, now);
        }
        int freed = freeEverything(person, now);
        step(now);
        return freed;
    }

    SessionState session(String session, long now) {
        numbers();
        return ended.contains(session, now) ? SessionState.ENDED : SessionState.NOT_ENDED;
    }

    /** Gives the sessions that had to end for it. */
    List<Session> bind(Binding binding, long now) {
        PolicyNumbers policy = numbers();
        Session session = new Session(binding.person(), binding.session());
        long expiry = now + binding.lasts().toMillis();
        List<Session> tooMany = new ArrayList<>();
        for (Pseudonym handle : binding.handles()) {
            Session first = bound.bind(handle, session, expiry, now);
            if (first != null) {
                endSession(first.id(), policy, now);
                tooMany.add(first);
            }
        }
        return tooMany;
    }

    /** What {@link #end} did, and to whom. */
    record End(List<Session> sessions, int seats, int tied) {}

    End end(List<Pseudonym> handles, @Nullable Notice notice, long now) {
        PolicyNumbers policy = numbers();
        if (notice != null) {
            if (notices.contains(notice.id(), now)) {
                return new End(List.of(), 0, 0);
            }
            notices.add(notice.id(), now + notice.lasts().toMillis());
        }
        List<Session> sessions = new ArrayList<>();
        int seats = 0;
        Set<Session> tied = bound.take(handles, now);
        for (Session session : tied) {
            if (!ended.contains(session.id(), now)) {
                endSession(session.id(), policy, now);
                seats += freeEverything(session.person(), now);
                sessions.add(session);
            }
        }
        if (!sessions.isEmpty()) {
            step(now);
        }
        return new End(sessions, seats, tied.size());
    }

    private void endSession(String session, PolicyNumbers policy, long now) {
        ended.add(session, now + policy.longest().toMillis() + Lane.PLACE_LIFE_MILLIS);
    }

    /** The seat and the place; says how many seats that were. */
    private int freeEverything(Pseudonym person, long now) {
        Chair chair = seating.find(person, now);
        if (chair != null) {
            services.free(person, chair.role());
        }
        seating.free(person);
        lanes.leave(person);
        return chair == null ? 0 : 1;
    }

    int releaseRole(Role role, long now) {
        numbers();
        int freed = seating.freeAll(role, now);
        services.freeAll(role);
        step(now);
        return freed;
    }

    Census census(Set<Role> open, long now) {
        PolicyNumbers policy = numbers();
        boolean held = ordered.all(now).mode() == Mode.HOLD;
        stepIfDue(held ? Set.of() : open, SWEPT_BY_CENSUS, now);
        Map<Role, Long> seats = seating.takenByRole(now);
        policy.priority().forEach(threshold -> seats.putIfAbsent(threshold.role(), 0L));
        CeilingState state = ceiling.state(policy, now);
        List<Census.Service> served = policy.services().stream()
                .map(own -> new Census.Service(own.service(), own.sessions(), services.taken(own.service(), now)))
                .toList();
        return new Census(
                now,
                seats,
                state,
                lanes.census(policy, state.sessions(), now),
                0,
                served,
                ordered.all(now),
                lanes.tallies(policy, now));
    }

    CeilingState raise(CeilingOrder order, long now) {
        PolicyNumbers policy = numbers();
        CeilingState before = current(order.expectedVersion(), now);
        if (order.sessions() < policy.atLeast() || order.sessions() > policy.atMost()) {
            throw new CeilingRefusedException(Reason.OUT_OF_BOUNDS, before);
        }
        ceiling.set(order, now);
        return changed(before, order.by(), order.reason(), now);
    }

    CeilingState clear(CeilingClearance clearance, long now) {
        CeilingState before = current(clearance.expectedVersion(), now);
        ceiling.clear();
        return changed(before, clearance.by(), clearance.reason(), now);
    }

    StandingOrder order(StandingOrder.Change change, long now) {
        numbers();
        Subject subject = change.subject();
        StandingOrder before = ordered.about(subject, now);
        ordered.change(change, now);
        if (ordered.all(now).mode() == Mode.HOLD) {
            lanes.open(Set.of());
        }
        Audited said = change.audited() != null
                ? change.audited()
                : new Audited(audited(before.value(), subject), audited(change.value(), subject));
        note(new AuditNote(change.by(), subject.word(), said.from(), said.to(), change.reason()), now);
        return ordered.about(subject, now);
    }

    private static String audited(@Nullable String value, Subject subject) {
        return value == null ? subject.otherwise() : value.replace("\n", " / ");
    }

    List<AuditEntry> audit(int limit) {
        return audit.stream().limit(limit).toList();
    }

    private CeilingState current(@Nullable Long expectedVersion, long now) {
        CeilingState state = ceiling.state(numbers(), now);
        if (!ceiling.isCurrent(expectedVersion)) {
            throw new CeilingRefusedException(Reason.STALE_VERSION, state);
        }
        return state;
    }

    private CeilingState changed(CeilingState before, String by, String reason, long now) {
        CeilingState state = ceiling.state(numbers(), now);
        String from = Integer.toString(before.sessions());
        note(new AuditNote(by, "ceiling", from, Integer.toString(state.sessions()), reason), now);
        step(now);
        return state;
    }

    /** Gives the entry. */
    AuditEntry note(AuditNote note, long now) {
        AuditEntry entry = new AuditEntry(
                Instant.ofEpochMilli(now), note.by(), note.what(), note.from(), note.to(), note.reason());
        audit.addFirst(entry);
        if (audit.size() > AUDIT_LENGTH) {
            audit.removeLast();
        }
        return entry;
    }

    private void stepIfDue(Set<Role> open, int sweptAtMost, long now) {
        lanes.open(open);
        if (lanes.stepIsDue(now)) {
            sweep(now, sweptAtMost);
            step(now);
        }
    }

    private void step(long now) {
        PolicyNumbers policy = numbers();
        lanes.step(policy, room(policy, now), now);
    }

    private Room room(PolicyNumbers policy, long now) {
        return new Room(ceiling.inForce(policy, now), seating.taken(now), lanes.held(now));
    }

    private void sweep(long now, int atMost) {
        seating.purge(now, atMost);
        services.purge(now, atMost);
        lanes.purge(now, atMost);
        bound.purge(now, atMost);
        ended.purge(now, atMost);
        notices.purge(now, atMost);
    }

    private PolicyNumbers numbers() {
        PolicyNumbers policy = numbers;
        if (policy == null) {
            throw new LedgerUnavailableException("no policy was announced", null);
        }
        return policy;
    }

    /** 0 for the most favoured; a role that the policy does not name comes last. */
    private static int rank(Role role, PolicyNumbers policy) {
        List<Threshold> priority = policy.priority();
        for (int rank = 0; rank < priority.size(); rank++) {
            if (priority.get(rank).role().equals(role)) {
                return rank;
            }
        }
        return priority.size();
    }

    /** 0 for a role that the policy does not name: nobody new enters with it. */
    private static int percent(Role role, PolicyNumbers policy) {
        int rank = rank(role, policy);
        return rank < policy.priority().size() ? policy.priority().get(rank).admittedBelowPercent() : 0;
    }
}

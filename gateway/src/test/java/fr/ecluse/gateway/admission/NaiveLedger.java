package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.CeilingRefusedException.Reason;
import fr.ecluse.gateway.admission.CeilingState.Source;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rules written down as plainly as can be: everything is kept for ever, and every question is answered by looking at
 * everything. What the real ledgers must agree with.
 */
public final class NaiveLedger implements SeatLedger {

    private static final long HOUR = 3_600_000;

    private final Clock clock;
    private final Map<Pseudonym, Chair> chairs = new HashMap<>();
    private final Map<Served, Long> served = new HashMap<>();
    private final Map<Pseudonym, Long> freed = new HashMap<>();
    private final Map<Role, Long> freedRoles = new HashMap<>();
    private final Map<String, Leased> leases = new HashMap<>();
    private final Map<Role, Map<Pseudonym, Long>> lanes = new HashMap<>();
    private final Map<Role, TreeMap<Long, Long>> watermarks = new HashMap<>(); // second → the highest reached in it
    private final Map<Role, Long> calledEver = new HashMap<>();
    private final Map<Role, Long> noShows = new HashMap<>();
    private final Map<Role, Long> noShowsUntil = new HashMap<>();
    private final Map<Role, Long> inversions = new HashMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final List<Tie> ties = new ArrayList<>();
    private final Map<Pseudonym, Long> notices = new HashMap<>();
    private final List<Long> entries = new ArrayList<>();
    private final Map<Subject, StandingOrder> orders = new HashMap<>();
    private final List<AuditEntry> audit = new ArrayList<>();
    private @Nullable PolicyNumbers policy;
    private Set<Role> open = Set.of();
    private long steppedAt;
    private long calledSinceStep;
    private long version;
    private @Nullable Integer live;
    private long liveUntil;
    private int epoch = 1;
    private long lostAt = -HOUR;
    private long reentryUntil;

    private record Chair(Role role, long admittedAt, long expiry) {}

    private record Served(String service, Role role, Pseudonym person) {}

    private record Leased(int seats, long expiry) {}

    private record Tie(Pseudonym handle, Pseudonym person, String session, long expiry) {}

    public NaiveLedger(Clock clock) {
        this.clock = clock;
    }

    private long now() {
        return clock.millis();
    }

    /** Forgets all but the policy, which nodes announce again; nobody new enters for a while. */
    void lose() {
        List.of(
                        chairs,
                        lanes,
                        watermarks,
                        calledEver,
                        noShows,
                        noShowsUntil,
                        inversions,
                        ended,
                        notices,
                        freed,
                        freedRoles,
                        leases)
                .forEach(Map::clear);
        ties.clear();
        entries.clear();
        orders.clear();
        live = null;
        version = 0;
        epoch++;
        lostAt = now();
        reentryUntil = now() + 2_000;
    }

    /** Names the memory that this ledger has. */
    String epoch() {
        return "epoch-" + epoch;
    }

    private boolean reentry() {
        return reentryUntil > now();
    }

    /** Who has an unexpired seat. */
    Set<Pseudonym> seated() {
        Set<Pseudonym> seated = new HashSet<>();
        chairs.forEach((person, chair) -> {
            if (chair.expiry > now()) {
                seated.add(person);
            }
        });
        return seated;
    }

    /** All that may decide anything, with times as they lie from now; two ledgers that say the same behave alike. */
    String describe() {
        long now = now();
        Map<String, Object> all = new TreeMap<>();
        chairs.forEach((person, chair) -> {
            if (chair.expiry > now) {
                all.put("seat " + person, chair.role + " " + (now - chair.admittedAt) + " " + (chair.expiry - now));
            }
        });
        lanes.forEach((role, lane) -> lane.forEach((person, arrival) ->
                all.put("place " + role + person, now - arrival + " " + (watermark(role) - arrival))));
        leases.forEach((node, lease) -> all.put("lease " + node, lease.seats + " " + (lease.expiry - now)));
        freed.forEach((person, at) -> all.put("freed " + person, Math.min(now - at, HOUR)));
        all.put("ceiling", ceiling() + " " + version + " " + Math.max(0, reentryUntil - now));
        return all.toString();
    }

    private Map<Pseudonym, Long> lane(Role role) {
        return lanes.computeIfAbsent(role, r -> new HashMap<>());
    }

    private long watermark(Role role, long at) {
        return watermarks.getOrDefault(role, new TreeMap<>()).headMap(at, true).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private long watermark(Role role) {
        return watermark(role, Long.MAX_VALUE);
    }

    private long countPlaces(Role role, long after, long upTo) {
        return lane(role).values().stream()
                .filter(arrival -> arrival >= now() - 12 * HOUR && arrival > after && arrival <= upTo)
                .count();
    }

    private long notCalled(Role role) {
        return countPlaces(role, watermark(role), Long.MAX_VALUE);
    }

    private long held() {
        return open.stream()
                .mapToLong(role -> countPlaces(role, watermark(role, now() - 60_000), watermark(role)))
                .sum();
    }

    private long taken() {
        return chairs.values().stream().filter(chair -> chair.expiry > now()).count();
    }

    private long leased() {
        return leases.values().stream()
                .filter(lease -> lease.expiry > now())
                .mapToLong(Leased::seats)
                .sum();
    }

    private int ceiling() {
        return live != null && liveUntil > now() ? live : policy.sessions();
    }

    private int rank(Role role) {
        for (int i = 0; i < policy.priority().size(); i++) {
            if (policy.priority().get(i).role().equals(role)) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    private int percent(Role role) {
        int rank = rank(role);
        return rank == Integer.MAX_VALUE ? 0 : policy.priority().get(rank).admittedBelowPercent();
    }

    private boolean below(Role role, long seats) {
        return seats * 100 < (long) percent(role) * ceiling() && seats + leased() < ceiling();
    }

    private void step() {
        if (reentry()) {
            return;
        }
        if (now() - steppedAt >= 1_000) {
            steppedAt = now();
            calledSinceStep = 0;
        }
        for (Threshold threshold : policy.priority()) {
            Role role = threshold.role();
            // one at a time, each with a fresh look at what is free
            while (open.contains(role) && notCalled(role) > 0 && below(role, taken() + held())) {
                if (policy.newPerSecond() > 0 && calledSinceStep >= policy.newPerSecond()) {
                    break;
                }
                long before = notCalled(role);
                long next = lane(role).values().stream()
                        .filter(arrival -> arrival > watermark(role) && arrival >= now() - 12 * HOUR)
                        .mapToLong(Long::longValue)
                        .min()
                        .orElseThrow();
                watermarks.computeIfAbsent(role, r -> new TreeMap<>()).merge(now() - now() % 1_000, next, Math::max);
                long called = before - notCalled(role);
                calledSinceStep += called;
                calledEver.merge(role, called, Long::sum);
            }
        }
    }

    private void stepIfDue() {
        if (now() - steppedAt >= 1_000) {
            step();
        }
    }

    private <T> Mono<T> call(Supplier<T> rule) {
        return Mono.fromSupplier(() -> {
            if (policy == null) {
                throw new LedgerUnavailableException("no policy was announced", null);
            }
            return rule.get();
        });
    }

    @Override
    public Mono<Void> announce(PolicyNumbers numbers) {
        return Mono.fromRunnable(() -> {
            if (policy == null || isNewer(numbers, policy)) {
                policy = numbers;
                step();
            }
        });
    }

    /** Of two loaded in the same millisecond every node must choose the same: the greater sha. */
    private static boolean isNewer(PolicyNumbers announced, PolicyNumbers before) {
        return announced.loadedAtMillis() > before.loadedAtMillis()
                || (announced.loadedAtMillis() == before.loadedAtMillis()
                        && announced.sha256().compareTo(before.sha256()) > 0);
    }

    @Override
    public Mono<Admission> find(Claim claim) {
        return call(() -> {
            if (claim.session() != null && ended.getOrDefault(claim.session(), 0L) > now()) {
                return new Admission.SessionEnded();
            }
            Chair chair = chairs.get(claim.person());
            long active = chair == null
                    ? 0
                    : Math.max(now(), chair.expiry - policy.idle().toMillis());
            if (chair == null || chair.expiry <= now() || expiry(chair.admittedAt, active) <= now()) {
                return new Admission.NoSeat();
            }
            Role role = rank(claim.role()) < rank(chair.role) ? claim.role() : chair.role;
            long expiry = expiry(chair.admittedAt, active);
            chairs.put(claim.person(), new Chair(role, chair.admittedAt, expiry));
            moveServices(claim.person(), chair.role, role);
            return new Admission.Seated(
                    role, Duration.ofMillis(now() - chair.admittedAt), Duration.ofMillis(expiry - now()), Taken.BEFORE);
        });
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return find(claim)
                .map(found -> found instanceof Admission.NoSeat ? enter(claim, "admit", claim.open()) : found);
    }

    @Override
    public Mono<Admission> queue(Claim claim) {
        return find(claim).map(found -> found instanceof Admission.NoSeat ? enter(claim, "queue", Set.of()) : found);
    }

    @Override
    public Mono<Admission> observe(Claim claim) {
        return find(claim)
                .map(found -> found instanceof Admission.NoSeat ? enter(claim, "observe", claim.open()) : found);
    }

    private Admission enter(Claim claim, String how, Set<Role> callable) {
        open = callable;
        stepIfDue();
        Role role = claim.role();
        chairs.remove(claim.person());
        Long place = lane(role).get(claim.person());
        boolean joins = place == null || place < now() - 12 * HOUR;
        long arrival = place == null ? 0 : place;
        if (joins) {
            Long ticket = claim.arrivalMillis();
            boolean credible = ticket != null && ticket <= now() && ticket >= now() - 12 * HOUR;
            arrival = credible ? ticket : Math.max(now(), watermark(role) + 1);
        }
        boolean called = arrival <= watermark(role);
        boolean first = policy.priority().stream()
                .map(Threshold::role)
                .filter(other -> rank(other) <= rank(role) && open.contains(other) && below(other, taken()))
                .allMatch(other -> notCalled(other) == 0);
        boolean welcome =
                !reentry() && (called ? below(role, taken()) : joins && first && below(role, taken() + held()));
        long lately = entries.stream().filter(entry -> entry > now() - 1_000).count();
        boolean fits = welcome && (policy.newPerSecond() == 0 || lately < policy.newPerSecond());
        if (how.equals("observe") || fits && how.equals("admit")) {
            if (policy.newPerSecond() > 0) {
                entries.add(now());
            }
            if (countPlaces(role, watermark(role), arrival - 1) > 0) {
                inversions.merge(role, 1L, Long::sum);
            }
            lanes.values().forEach(lane -> lane.remove(claim.person()));
            long admittedAt = now() - now() % 250;
            long expiry = expiry(admittedAt, now());
            chairs.put(claim.person(), new Chair(role, admittedAt, expiry));
            return new Admission.Seated(
                    role, Duration.ZERO, Duration.ofMillis(expiry - now()), fits ? Taken.NOW : Taken.BEYOND);
        }
        if (joins) {
            lane(role).put(claim.person(), arrival);
        }
        return new Admission.Waiting(role, arrival, called ? Called.YES : Called.NOT_YET);
    }

    /** Seat times are kept to the tenth of a second, rounded down. */
    private long expiry(long admittedAt, long activeAt) {
        long expiry = Math.min(
                activeAt + policy.idle().toMillis(),
                admittedAt + policy.longest().toMillis());
        return expiry / 100 * 100;
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        return call(() -> batch.stream().map(this::renew).toList());
    }

    private Renewed renew(Renewal renewal) {
        Chair chair = chairs.get(renewal.person());
        if (chair == null || chair.expiry <= now()) {
            return new Renewed.Gone();
        }
        long active = Math.max(
                now() - renewal.idleFor().toMillis(),
                chair.expiry - policy.idle().toMillis());
        long expiry = expiry(chair.admittedAt, active);
        if (expiry <= now()) {
            return new Renewed.Gone();
        }
        chairs.put(renewal.person(), new Chair(chair.role, chair.admittedAt, expiry));
        return new Renewed.Extended(Duration.ofMillis(expiry - now()));
    }

    @Override
    public Mono<Serving> serve(ServiceClaim claim) {
        return serve(claim, Long.MAX_VALUE);
    }

    @Override
    public Mono<Serving> observe(ServiceClaim claim) {
        return serve(claim, 0);
    }

    /** @param spared from how many seats on a service is not full for this one */
    private Mono<Serving> serve(ServiceClaim claim, long spared) {
        return call(() -> {
            Chair chair = chairs.get(claim.person());
            if (!sits(chair)) {
                return new Serving.NoSeat();
            }
            Served seat = new Served(claim.service(), chair.role, claim.person());
            long taken = takenOf(claim.service());
            boolean full = policy.services().stream()
                    .anyMatch(own -> own.service().equals(claim.service()) && taken >= own.sessions());
            boolean beyond = full && served.getOrDefault(seat, 0L) <= now();
            if (beyond && taken < spared) {
                return new Serving.Full();
            }
            long earned = earned(claim, chair);
            long sits = expiry(chair.admittedAt, chair.expiry - policy.idle().toMillis());
            served.put(seat, earned > now() ? earned : sits);
            Duration remaining = Duration.ofMillis(served.get(seat) - now());
            return beyond ? new Serving.Beyond(remaining) : new Serving.Served(remaining);
        });
    }

    @Override
    public Mono<List<Renewed>> renewServices(List<ServiceClaim> batch) {
        return call(() -> batch.stream().map(this::renewService).toList());
    }

    private Renewed renewService(ServiceClaim claim) {
        Chair chair = chairs.get(claim.person());
        if (!sits(chair)) {
            return new Renewed.Gone();
        }
        Served seat = new Served(claim.service(), chair.role, claim.person());
        long before = served.getOrDefault(seat, 0L);
        if (before <= now()) {
            return new Renewed.Gone();
        }
        served.put(seat, Math.max(before, earned(claim, chair)));
        return new Renewed.Extended(Duration.ofMillis(served.get(seat) - now()));
    }

    private boolean sits(@Nullable Chair chair) {
        return chair != null && chair.expiry > now() && expiry(chair.admittedAt, now()) > now();
    }

    private long earned(ServiceClaim claim, Chair chair) {
        long earned = expiry(chair.admittedAt, now() - claim.idleFor().toMillis());
        chairs.put(claim.person(), new Chair(chair.role, chair.admittedAt, Math.max(chair.expiry, earned)));
        return earned;
    }

    private void moveServices(Pseudonym person, Role from, Role to) {
        for (Served seat : List.copyOf(served.keySet())) {
            if (seat.person.equals(person) && seat.role.equals(from)) {
                served.put(new Served(seat.service, to, person), served.remove(seat));
            }
        }
    }

    private void freeServices(Pseudonym person, @Nullable Chair chair) {
        if (chair != null && chair.expiry > now()) {
            served.keySet().removeIf(seat -> seat.person.equals(person) && seat.role.equals(chair.role));
        }
    }

    private long takenOf(String service) {
        return served.entrySet().stream()
                .filter(seat -> seat.getKey().service.equals(service) && seat.getValue() > now())
                .count();
    }

    @Override
    public Mono<SessionState> session(String session) {
        return call(() -> ended.getOrDefault(session, 0L) > now() ? SessionState.ENDED : SessionState.NOT_ENDED);
    }

    @Override
    public Mono<Released> release(Pseudonym person, @Nullable String session) {
        return call(() -> {
            if (session != null && ended.getOrDefault(session, 0L) > now()) {
                return new Released(0);
            }
            int seats = free(person, session);
            step();
            return new Released(seats);
        });
    }

    @Override
    public Mono<Released> releaseRole(Role role) {
        return call(() -> {
            long before = taken();
            chairs.values().removeIf(chair -> chair.role.equals(role));
            freedRoles.put(role, now());
            served.keySet().removeIf(seat -> seat.role.equals(role));
            Released released = new Released((int) (before - taken()));
            step();
            return released;
        });
    }

    @Override
    public Mono<Void> bind(Binding binding) {
        return call(() -> {
                    for (Pseudonym handle : binding.handles()) {
                        ties.removeIf(tie -> tie.handle.equals(handle)
                                && tie.person.equals(binding.person())
                                && tie.session.equals(binding.session()));
                        long lasts = binding.lasts().toMillis();
                        ties.add(new Tie(handle, binding.person(), binding.session(), now() + lasts));
                    }
                    return "bound";
                })
                .then();
    }

    @Override
    public Mono<Ended> end(List<Pseudonym> handles, @Nullable Notice notice) {
        return call(() -> {
            if (notice != null && notices.getOrDefault(notice.id(), 0L) > now()) {
                return new Ended(0, 0, 0);
            }
            if (notice != null) {
                notices.put(notice.id(), now() + notice.lasts().toMillis());
            }
            List<Tie> meant = ties.stream()
                    .filter(tie -> handles.contains(tie.handle) && tie.expiry > now())
                    .toList();
            ties.removeIf(tie -> handles.contains(tie.handle));
            int sessions = 0;
            int seats = 0;
            for (Tie tie : meant) {
                if (ended.getOrDefault(tie.session, 0L) <= now()) {
                    sessions++;
                    seats += free(tie.person, tie.session);
                }
            }
            if (sessions > 0) {
                step();
            }
            long tied = meant.stream()
                    .map(tie -> List.of(tie.person, tie.session))
                    .distinct()
                    .count();
            return new Ended(sessions, seats, (int) tied);
        });
    }

    private int free(Pseudonym person, @Nullable String session) {
        if (session != null) {
            ended.put(session, now() + policy.longest().toMillis() + 12 * HOUR);
        }
        Chair chair = chairs.remove(person);
        freed.put(person, now());
        if (chair != null && chair.expiry > now()) {
            served.keySet().removeIf(seat -> seat.person.equals(person) && seat.role.equals(chair.role));
        }
        lanes.values().forEach(lane -> lane.remove(person));
        return chair != null && chair.expiry > now() ? 1 : 0;
    }

    @Override
    public Mono<Census> census(Set<Role> roles) {
        return call(() -> {
            open = Orders.of(List.copyOf(orders.values())).mode() == Mode.HOLD ? Set.of() : roles;
            stepIfDue();
            Map<Role, Long> seats = new HashMap<>();
            chairs.values().stream()
                    .filter(chair -> chair.expiry > now())
                    .forEach(chair -> seats.merge(chair.role, 1L, Long::sum));
            return new Census(
                    now(),
                    seats,
                    state(),
                    policy.priority().stream().map(this::census).toList(),
                    leased(),
                    policy.services().stream()
                            .map(own -> new Census.Service(own.service(), own.sessions(), takenOf(own.service())))
                            .toList(),
                    Orders.of(List.copyOf(orders.values())),
                    policy.priority().stream()
                            .map(threshold -> tally(threshold.role()))
                            .toList());
        });
    }

    private Census.Tally tally(Role role) {
        long lapsed = watermark(role, now() - 60_000);
        long counted = noShowsUntil.getOrDefault(role, 0L);
        if (lapsed > counted) {
            noShows.merge(role, countPlaces(role, counted, lapsed), Long::sum);
            noShowsUntil.put(role, lapsed);
        }
        return new Census.Tally(role, noShows.getOrDefault(role, 0L), inversions.getOrDefault(role, 0L));
    }

    private Census.Lane census(Threshold threshold) {
        Role role = threshold.role();
        List<Long> arrivals = lane(role).values().stream()
                .filter(arrival -> arrival > watermark(role) && arrival >= now() - 12 * HOUR)
                .sorted(Comparator.naturalOrder())
                .toList();
        Set<Integer> ranks = new HashSet<>();
        for (int rank = 0; rank < arrivals.size(); rank += rank < 63 ? 1 : rank / 10) {
            ranks.add(rank);
        }
        if (!arrivals.isEmpty()) {
            ranks.add(arrivals.size() - 1);
        }
        return new Census.Lane(
                role,
                watermark(role),
                countPlaces(role, -1, Long.MAX_VALUE),
                calledEver.getOrDefault(role, 0L),
                open.contains(role) && percent(role) > 0 && ceiling() > 0,
                ranks.stream()
                        .sorted()
                        .map(rank -> new Census.Mark(rank, arrivals.get(rank)))
                        .toList(),
                percent(role));
    }

    @Override
    public Mono<CeilingState> raise(CeilingOrder order) {
        return call(() -> {
            waitForReentry();
            refuse(order.expectedVersion() != null && order.expectedVersion() != version, Reason.STALE_VERSION);
            refuse(order.sessions() < policy.atLeast() || order.sessions() > policy.atMost(), Reason.OUT_OF_BOUNDS);
            int before = ceiling();
            live = order.sessions();
            liveUntil = order.endsIn() == null
                    ? Long.MAX_VALUE
                    : now() + order.endsIn().toMillis();
            return changed(before, order.by(), order.reason());
        });
    }

    @Override
    public Mono<CeilingState> clear(CeilingClearance clearance) {
        return call(() -> {
            waitForReentry();
            refuse(clearance.expectedVersion() != null && clearance.expectedVersion() != version, Reason.STALE_VERSION);
            int before = ceiling();
            live = null;
            return changed(before, clearance.by(), clearance.reason());
        });
    }

    /** Orders without an end, which is all that the drill gives. */
    @Override
    public Mono<StandingOrder> order(StandingOrder.Change change) {
        return call(() -> {
            waitForReentry();
            Subject about = change.subject();
            StandingOrder before = orders.getOrDefault(about, StandingOrder.none(about));
            if (change.expectedVersion() != null && change.expectedVersion() != before.version()) {
                throw new OrderRefusedException(before);
            }
            boolean stands = change.value() != null;
            StandingOrder after = new StandingOrder(
                    about,
                    change.value(),
                    before.version() + 1,
                    null,
                    stands ? change.by() : "",
                    stands ? change.reason() : "");
            orders.put(about, after);
            open = Orders.of(List.copyOf(orders.values())).mode() == Mode.HOLD ? Set.of() : open;
            String from = before.value() == null ? about.otherwise() : before.value();
            String to = change.value() == null ? about.otherwise() : change.value();
            audit.add(
                    0,
                    new AuditEntry(Instant.ofEpochMilli(now()), change.by(), about.word(), from, to, change.reason()));
            return after;
        });
    }

    private void waitForReentry() {
        if (reentry()) {
            throw new LedgerUnavailableException("nodes re-enter what they hold", null);
        }
    }

    private void refuse(boolean refused, Reason reason) {
        if (refused) {
            throw new CeilingRefusedException(reason, state());
        }
    }

    private CeilingState changed(int before, String by, String reason) {
        version++;
        audit.add(0, new AuditEntry(Instant.ofEpochMilli(now()), by, "ceiling", "" + before, "" + ceiling(), reason));
        step();
        return state();
    }

    private CeilingState state() {
        boolean isLive = live != null && liveUntil > now();
        return new CeilingState(
                ceiling(),
                policy.atLeast(),
                policy.atMost(),
                isLive ? Source.LIVE : Source.POLICY,
                version,
                isLive && liveUntil != Long.MAX_VALUE ? Duration.ofMillis(liveUntil - now()) : null);
    }

    @Override
    public Mono<Void> note(AuditNote note) {
        return call(() -> {
                    audit.add(
                            0,
                            new AuditEntry(
                                    Instant.ofEpochMilli(now()),
                                    note.by(),
                                    note.what(),
                                    note.from(),
                                    note.to(),
                                    note.reason()));
                    return "noted";
                })
                .then();
    }

    @Override
    public Mono<List<AuditEntry>> audit(int limit) {
        return call(() -> audit.stream().limit(limit).toList());
    }

    @Override
    public Mono<Lease> lease(LeaseRequest request) {
        return call(() -> {
            Leased mine = leases.get(request.node());
            int before = mine != null && mine.expiry > now() ? mine.seats : 0;
            int held = Math.min(request.held(), before);
            int given = Math.min(request.given(), before);
            long others = leased() - before;
            long nodes = 1
                    + leases.entrySet().stream()
                            .filter(lease -> !lease.getKey().equals(request.node()) && lease.getValue().expiry > now())
                            .count();
            // half of what is free beyond a tenth of the ceiling, for all nodes together
            long spare = Math.floorDiv(10L * (ceiling() - taken()) - ceiling(), 20);
            long seats = request.wish() == LeaseRequest.Wish.NONE || reentry()
                    ? 0
                    : Math.max(0, Math.min(Math.floorDiv(spare, nodes), spare - others));
            seats = Math.max(seats, given);
            long counts = Math.max(seats, held);
            leases.put(
                    request.node(),
                    new Leased((int) counts, now() + policy.idle().toMillis()));
            if (counts == 0 && request.wish() == LeaseRequest.Wish.NONE) {
                leases.remove(request.node());
            }
            return new Lease((int) seats, policy.idle(), (int) nodes);
        });
    }

    @Override
    public Mono<Void> recall(Recollection told) {
        return call(() -> {
                    recallCeiling(told.ceiling());
                    told.freed().forEach((person, ago) -> {
                        long at = now() - ago.toMillis();
                        freed.merge(person, at, Math::max);
                        freeIfBefore(at, person);
                    });
                    told.freedRoles().forEach((role, ago) -> {
                        long at = now() - ago.toMillis();
                        if (at > freedRoles.getOrDefault(role, 0L) + 2_000) {
                            List.copyOf(chairs.keySet()).stream()
                                    .filter(person -> chairs.get(person).role.equals(role))
                                    .forEach(person -> freeIfBefore(at, person));
                        }
                        freedRoles.merge(role, at, Math::max);
                    });
                    told.endedSessions().stream()
                            .filter(session -> ended.getOrDefault(session, 0L) <= now())
                            .forEach(session ->
                                    ended.put(session, now() + policy.longest().toMillis() + 12 * HOUR));
                    return "recalled";
                })
                .then();
    }

    private void freeIfBefore(long at, Pseudonym person) {
        Chair chair = chairs.get(person);
        if (chair != null && chair.admittedAt + 250 <= at) {
            freeServices(person, chair);
            chairs.remove(person);
        }
    }

    /** The highest version wins; afterwards the value is anybody's order again. */
    private void recallCeiling(@Nullable CeilingState told) {
        if (reentry() && told != null && told.version() > version) {
            version = told.version();
            live = told.source() == Source.LIVE ? (Integer) told.sessions() : null;
            liveUntil = told.endsIn() == null
                    ? Long.MAX_VALUE
                    : now() + told.endsIn().toMillis();
        }
    }

    @Override
    public Mono<List<Renewed>> reenter(List<Holding> batch) {
        return call(() -> {
            List<Renewed> answers = batch.stream().map(this::reenter).toList();
            if (reentry()) {
                reentryUntil = Math.max(reentryUntil, Math.min(now() + 1_000, lostAt + 10_000));
            }
            return answers;
        });
    }

    private Renewed reenter(Holding held) {
        Role role = held.role();
        long admittedAt = now() - held.age().toMillis();
        admittedAt -= Math.floorMod(admittedAt, 250);
        long expiry = now() + held.remaining().toMillis();
        Chair chair = chairs.get(held.person());
        if (chair != null && chair.expiry > now()) {
            role = rank(role) < rank(chair.role) ? role : chair.role;
            admittedAt = Math.min(admittedAt, chair.admittedAt);
            expiry = Math.max(expiry, chair.expiry);
        } else {
            long freedAt = Math.max(freed.getOrDefault(held.person(), 0L), freedRoles.getOrDefault(role, 0L));
            if (freedAt > now() - policy.idle().toMillis() && admittedAt + 250 <= freedAt) {
                return new Renewed.Gone();
            }
        }
        expiry = expiry(admittedAt, expiry - policy.idle().toMillis());
        if (expiry <= now()) {
            return new Renewed.Gone();
        }
        if (chair != null && chair.expiry > now()) {
            moveServices(held.person(), chair.role, role);
        }
        chairs.put(held.person(), new Chair(role, admittedAt, expiry));
        lanes.values().forEach(lane -> lane.remove(held.person()));
        return new Renewed.Extended(Duration.ofMillis(expiry - now()));
    }

    @Override
    public Mono<List<Renewed>> reenterServices(List<ServiceHolding> batch) {
        return call(() -> batch.stream().map(this::reenterService).toList());
    }

    private Renewed reenterService(ServiceHolding held) {
        Chair chair = chairs.get(held.person());
        if (chair == null || chair.expiry <= now()) {
            return new Renewed.Gone();
        }
        long told = Math.min(now() + held.remaining().toMillis(), chair.expiry);
        Served seat = new Served(held.service(), chair.role, held.person());
        long expiry = Math.max(served.getOrDefault(seat, 0L), told);
        if (expiry <= now()) {
            return new Renewed.Gone();
        }
        served.put(seat, expiry);
        return new Renewed.Extended(Duration.ofMillis(expiry - now()));
    }

    @Override
    public Mono<Void> expect(List<ExpectedLine> lines) {
        return Mono.empty();
    }

    @Override
    public void reentered(String epoch) {
        // what happens while the real one forgets is not compared
    }

    @Override
    public Flux<LedgerChange> changes() {
        return Flux.never();
    }

    @Override
    public void close() {
        // nothing is held open
    }
}

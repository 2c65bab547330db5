package fr.ecluse.bench.ledger;

import static fr.ecluse.bench.ledger.Figures.number;

import fr.ecluse.bench.ledger.Figures.Bar;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.waiting.Place;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import reactor.core.publisher.Mono;

/** What people who wait cost: in Redis, on a node, and for each time that they ask for their place. */
final class WaitingCost {

    private static final Duration LONG = Duration.ofHours(2);
    private static final int POLLS = 1_000_000;
    private static final int CENSUSES = 50;
    private static final double MEGA = 1e6;
    private static final Admission SEATED = new Admission.Seated(Role.ELEVE, Duration.ZERO, LONG, Taken.NOW);

    private final Sizes sizes;
    private final URI redis;
    private final Server server;
    private final Figures figures;
    private final Crowd crowd = new Crowd();

    WaitingCost(Sizes sizes, URI redis, Server server, Figures figures) {
        this.sizes = sizes;
        this.redis = redis;
        this.server = server;
        this.figures = figures;
    }

    void measure() throws InterruptedException {
        server.empty();
        try (Node node = new Node(redis, crowd, LONG, sizes.waiting())) {
            node.seats().announce(crowd.policy(LONG, 1)).block();
            Node.patiently(() -> node.ledger().admit(Crowd.claim(crowd.newcomers(1))));
            long first = crowd.newcomers(sizes.waiting());
            long heap = LedgerCost.heap();
            long memory = server.usedMemory();
            double joins = new Arrivals(claim -> waits(node, claim), sizes.inFlight())
                    .flood(first, sizes.waiting(), Crowd::claim);
            double kept = server.usedMemory() - memory;
            Random random = new Random(first);
            WaitingRoom room = new WaitingRoom(random::nextDouble, System::nanoTime);
            room.observe(census(node));
            String who = number(sizes.waiting(), 0) + " people wait: ";
            figures.add(who + "bytes each in Redis", kept / sizes.waiting(), 0, " B", Bar.AT_MOST, 115);
            figures.add(
                    who + "on the node, all of them", (LedgerCost.heap() - heap) / MEGA, 1, " MB", Bar.AT_MOST, 200);
            figures.add("of them came into the lanes, a second", joins, 0, "");
            censuses(node, room);
            polls(node, room, first, random);
        }
    }

    private void censuses(Node node, WaitingRoom room) {
        server.forgetSlow();
        for (int i = 0; i < CENSUSES; i++) {
            room.observe(census(node));
        }
        figures.add(
                "a census meanwhile: longest Redis was busy with one thing",
                server.longestBlockMillis(),
                1,
                " ms",
                Bar.AT_MOST,
                10);
    }

    /** Without HTTP; with it: {@code src/bench/run --polls}. */
    private void polls(Node node, WaitingRoom room, long first, Random random) {
        long now = census(node).ledgerMillis();
        long asked = server.scriptsCalled();
        long standing = 0;
        long start = System.nanoTime();
        for (int i = 0; i < POLLS; i++) {
            Claim claim = Crowd.claim(first + random.nextInt(sizes.waiting()));
            Place place = room.place(new Ticket(claim.person(), claim.role(), now - random.nextInt(10_000)));
            standing += place instanceof Place.InLine ? 1 : 0;
        }
        double micros = (System.nanoTime() - start) / 1e3 / POLLS;
        if (standing == 0) {
            throw new IllegalStateException("nobody stands in line");
        }
        double seconds = micros * POLLS / MEGA;
        figures.add("the place of somebody, from memory", micros, 2, " µs");
        figures.add(
                "calls of Redis for a poll, the censuses of those " + number(seconds, 1) + " s left out",
                Math.max(0, server.scriptsCalled() - asked - Math.ceil(seconds * 2)) / POLLS,
                5,
                "",
                Bar.AT_MOST,
                0);
    }

    private static Census census(Node node) {
        return Node.patiently(() -> node.ledger().census(Crowd.OPEN));
    }

    private static Mono<Admission> waits(Node node, Claim claim) {
        return node.seats().admit(claim).map(answer -> {
            if (!(answer instanceof Admission.Waiting)) {
                throw new IllegalStateException("there is no seat left, but the answer was " + answer);
            }
            return SEATED;
        });
    }
}

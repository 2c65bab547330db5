package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two gateways of one ENT, twenty people who sit there and are watched, and a live ceiling: the state in which something is
 * about to happen to Redis. Pupils and teachers may fill the ENT, parents up to 80 %.
 */
final class SeatedPair implements AutoCloseable {

    static final int RAISED = 120;

    /** Longer than a busy machine may stand still. */
    static final Duration HASTE = Duration.ofSeconds(4);

    private static final int PUPILS = 0;
    private static final int PARENTS = 100;
    private static final int EACH = 10;
    private static final int NEWCOMERS = 1_000;

    private static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(
                    new Threshold(Role.ELEVE, 100),
                    new Threshold(Role.ENSEIGNANT, 100),
                    new Threshold(Role.PARENT, 80)),
            100,
            1,
            1_000,
            0,
            Duration.ofMinutes(10),
            Duration.ofHours(8));

    private final TestNode here;
    private final TestNode there;
    private final Witness witness = new Witness();
    private int seated = 2 * EACH;
    private final Map<Integer, Role> unanswered = new HashMap<>();
    private int next = NEWCOMERS;

    SeatedPair(String ent, TestRedis redis) {
        this(ent, redis, List.of(redis.uri()), List.of(redis.uri()));
    }

    /**
     * @param redis where the keys are
     * @param toHere by which way the first of them reaches it
     */
    SeatedPair(String ent, TestRedis redis, List<URI> toHere, List<URI> toThere) {
        this(ent, redis, new TestNode(ent, toHere, POLICY), new TestNode(ent, toThere, POLICY));
    }

    /** The same, of nodes that give a server up when it lets them wait. */
    static SeatedPair hasty(String ent, TestRedis redis, List<URI> toHere, List<URI> toThere) {
        return new SeatedPair(
                ent, redis, new TestNode(ent, toHere, POLICY, HASTE), new TestNode(ent, toThere, POLICY, HASTE));
    }

    /** The same, where only the first of them is in haste. */
    static SeatedPair hastyHere(String ent, TestRedis redis, List<URI> toHere, List<URI> toThere) {
        return new SeatedPair(ent, redis, new TestNode(ent, toHere, POLICY, HASTE), new TestNode(ent, toThere, POLICY));
    }

    private SeatedPair(String ent, TestRedis redis, TestNode here, TestNode there) {
        this.here = here;
        this.there = there;
        Await.until(() -> here.seats().census() != null && there.seats().census() != null);
        here.ledger()
                .raise(new CeilingOrder(RAISED, null, null, "astreinte", "pic"))
                .block();
        witness.seat(here, PUPILS, EACH, Role.ELEVE);
        witness.seat(there, PARENTS, EACH, Role.PARENT);
        Await.until(() -> here.seats().census().ceiling().sessions() == RAISED
                && there.seats().census().ceiling().sessions() == RAISED);
        try (TestRedis.Probe probe = redis.probe()) {
            // half of the 100 free ones less a tenth of the ceiling, for each the same
            Await.until(() -> probe.commands().hvals("{ecluse:" + ent + "}:leases").stream()
                            .filter(lease -> lease.startsWith("22 "))
                            .count()
                    == 2);
        }
        Await.until(() -> here.leased() == 22 && there.leased() == 22);
    }

    TestNode here() {
        return here;
    }

    TestNode there() {
        return there;
    }

    Witness witness() {
        return witness;
    }

    /** How many sit, as far as their nodes know. */
    int seated() {
        return seated;
    }

    /** So many more sit, or fewer, than by {@link #fill}. */
    void joined(int more) {
        seated += more;
    }

    void bothLoseTheLine() {
        Await.until(() -> here.lost() == 1 && there.lost() == 1);
    }

    /** Newcomers ask that node one after the other until five in a row got nothing; returns how many sit. */
    int fill(TestNode node, Role role) {
        int got = 0;
        for (int refused = 0; refused < 5; refused++) {
            int inVain = node.waitedInVain();
            int number = next++;
            if (node.seats(number, role)) {
                got++;
                refused = 0;
            } else if (node.waitedInVain() > inVain) {
                unanswered.put(number, role);
            }
            assertThat(Witness.seatedOn(next, here, there)).isLessThanOrEqualTo(RAISED);
        }
        seated += got;
        return got;
    }

    /** The ledger knows everybody who sits, and the ceiling. */
    boolean isWhole() {
        Census census = here.census();
        return census != null
                && census.total() == seated
                && census.ceiling().sessions() == RAISED
                && census.ceiling().version() == 1;
    }

    /**
     * Waits until all is as before and both nodes let newcomers in again, which is meant to happen within five seconds.
     *
     * @param since of {@link System#nanoTime()}, when Redis was there again
     */
    void isBackSince(long since) {
        Await.until(() -> here.census() != null && there.census() != null);
        // whoever got no answer may have a seat without knowing it, and asks again
        unanswered.forEach((number, role) -> Await.until(() -> here.seats(number, role)));
        seated += unanswered.size();
        Await.until(this::isWhole);
        for (TestNode node : List.of(here, there)) {
            int given = node.given();
            Await.until(() -> node.seats(next, Role.ENSEIGNANT));
            assertThat(node.given()).isEqualTo(given);
            next++;
            seated++;
        }
        System.out.println("recovery within ms="
                + Duration.ofNanos(System.nanoTime() - since).toMillis());
        Await.until(this::isWhole);
        assertThat(Witness.seatedOn(next, here, there)).isEqualTo(seated);
        witness.nobodyNoticed();
    }

    @Override
    public void close() {
        witness.close();
        here.close();
        there.close();
    }
}

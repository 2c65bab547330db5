package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.redis.NodeProcess.Report;
import fr.ecluse.gateway.admission.redis.SeatAccount.Stay;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;

/**
 * The ceiling in a storm: gateways in processes of their own on one real Redis, a thousand arrivals a second, and all that
 * happens to nodes and ceilings on a bad morning.
 *
 * <p>What proves it at every instant is the log of every command that Redis ran: Redis does one thing at a time, so the log is
 * the whole history, while somebody who asks now and then sees only some of its states. From it {@link SeatAccount} keeps an
 * account of its own and judges each new seat by the state that it met. That the account is right is shown by hundreds of
 * readings of Redis' own view, each compared with the account at the very same place of the log; and that people were told
 * what the account says, by what the nodes wrote down.
 *
 * <p>{@code -Decluse.storm=10m} lets it rage for longer, {@code -Decluse.storm.seed=N} repeats the order of what happens,
 * {@code -Decluse.storm.arrivals=N} sets the arrivals a second.
 */
class CeilingStormTest {

    static final List<Role> MIX = Stream.of(
                    Map.entry(Role.ELEVE, 10),
                    Map.entry(Role.ENSEIGNANT, 3),
                    Map.entry(Role.PERSONNEL, 1),
                    Map.entry(Role.PARENT, 4),
                    Map.entry(Role.AUTRE, 2))
            .flatMap(role -> Stream.generate(role::getKey).limit(role.getValue()))
            .toList();
    static final Set<Role> OPEN = Set.copyOf(MIX);
    static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(
                    new Threshold(Role.ELEVE, 100),
                    new Threshold(Role.ENSEIGNANT, 100),
                    new Threshold(Role.PERSONNEL, 95),
                    new Threshold(Role.PARENT, 80),
                    new Threshold(Role.AUTRE, 50)),
            400,
            10,
            1_000,
            200,
            Duration.ofSeconds(3),
            Duration.ofSeconds(6));

    private static final long ROUNDING_MILLIS = 1_000; // of when a seat was taken, more so when it was re-entered
    private static final long CLOCKS_AGREE_WITHIN_MILLIS = 2;

    @Test
    void nobodyEntersAboveTheCeilingAndNobodySeatedIsTurnedAway() throws Exception {
        Duration lasts = DurationStyle.detectAndParse(System.getProperty("ecluse.storm", "6s"));
        long seed = Long.getLong("ecluse.storm.seed", new Random().nextLong());
        int arrivals = Integer.getInteger("ecluse.storm.arrivals", 1_000);
        System.out.println("CeilingStormTest seed=" + seed);
        try (Storm storm = new Storm(seed, arrivals)) {
            storm.rage(lasts);
            SeatAccount account = storm.account();
            Map<Character, Long> words = storm.reports().stream()
                    .collect(Collectors.groupingBy(Report::word, TreeMap::new, Collectors.counting()));
            long promises = storm.reports().stream()
                    .filter(report -> report.quietMillis() >= 0)
                    .count();
            System.out.printf(
                    "CeilingStormTest entered=%d re-entered=%d expired=%d released=%d most=%d over-lowered-ceiling=%d readings=%d replayed=%d"
                            + " said=%s promises=%d happened=%s%n",
                    account.entered(),
                    account.reentered(),
                    account.expired(),
                    account.released(),
                    account.most(),
                    account.overCeiling(),
                    storm.takings().size(),
                    storm.replayed(),
                    words,
                    promises,
                    storm.happened());

            assertThat(storm.broken()).as("the storm itself").isEmpty();
            assertThat(account.faults())
                    .as("who was seated, and who lost a seat, at every instant")
                    .isEmpty();
            assertThat(disagreements(storm))
                    .as("the account and Redis' own view")
                    .isEmpty();
            assertThat(untruths(storm)).as("what people were told").isEmpty();
            Map<String, Integer> last =
                    storm.takings().get(storm.takings().size() - 1).view().seats();
            assertThat(last.values()).as("seats after everybody has gone").containsOnly(0);
            assertThat(account.taken()).isZero();
            assertThat(storm.leftHalfADayLater()).as("what is kept for ever").isEmpty();

            // and something did happen; how much of what else is printed above hangs on the machine
            assertThat(account.entered()).isGreaterThan(100);
            assertThat(account.expired()).isPositive();
            assertThat(words.keySet()).contains('E', 'H', 'S', 'W');
            assertThat(storm.replayed()).isPositive();
            assertThat(storm.happened()).containsKeys(StormAction.values());
        }
    }

    /** Where a reading says something else than the account at its place. */
    private static List<String> disagreements(Storm storm) {
        return storm.takings().stream()
                .filter(taken -> !withoutZeros(taken.view())
                        .equals(withoutZeros(storm.account().reading(taken.number()))))
                .map(taken -> "Redis says " + taken.view() + ", the account "
                        + storm.account().reading(taken.number()))
                .limit(5)
                .toList();
    }

    private static SeatAccount.Reading withoutZeros(SeatAccount.Reading reading) {
        Map<String, Integer> seats = new HashMap<>(reading.seats());
        seats.values().removeIf(count -> count == 0);
        return new SeatAccount.Reading(reading.nowMillis(), reading.ceiling(), seats);
    }

    /** What nodes told people that can't have been true at any instant between the question and the answer. */
    private static List<String> untruths(Storm storm) {
        Collection<Report> reports = storm.reports();
        return reports.stream()
                .filter(report -> isUntrue(report, storm.account().stays(report.person())))
                .map(report ->
                        report + ", but the person sat: " + storm.account().stays(report.person()))
                .limit(5)
                .toList();
    }

    private static boolean isUntrue(Report report, List<Stay> stays) {
        long sent = report.sentMillis() - CLOCKS_AGREE_WITHIN_MILLIS;
        long heard = report.heardMillis() + CLOCKS_AGREE_WITHIN_MILLIS;
        boolean untrue = switch (report.word()) {
            // somebody seated was turned away
            case 'W' -> stays.stream().anyMatch(stay -> stay.fromMillis() <= sent && stay.toMillis() >= heard);
            // a seat that is none
            case 'S' -> stays.stream().noneMatch(stay -> stay.fromMillis() <= heard && stay.toMillis() >= sent);
            case 'E' -> stays.stream().noneMatch(stay -> stay.fromMillis() <= heard && stay.fromMillis() >= sent);
            // let in by a node after the ledger's last word on the seat
            case 'H' -> stays.stream().noneMatch(stay -> stay.fromMillis() <= heard && stay.expiryMillis() >= sent);
            default -> false;
        };
        return untrue || isLostWhileActive(report, stays);
    }

    /** Somebody who had asked for something a moment before, on a node in good health, has lost the seat to time. */
    private static boolean isLostWhileActive(Report report, List<Stay> stays) {
        if (report.quietMillis() < 0
                || report.quietMillis() > POLICY.idle().toMillis() / 2
                || (report.word() != 'W' && report.word() != 'E')) {
            return false;
        }
        long active = report.sentMillis() - report.quietMillis();
        long taken = 0;
        for (Stay stay : stays) {
            taken = taken == 0 ? stay.fromMillis() : taken; // not anew where Redis forgot it
            if (stay.end() == SeatAccount.End.EXPIRED
                    && stay.fromMillis() <= active
                    && stay.toMillis() >= active
                    && stay.toMillis() <= report.heardMillis()
                    && stay.expiryMillis() < taken + POLICY.longest().toMillis() - ROUNDING_MILLIS) {
                return true;
            }
            taken = stay.end() == SeatAccount.End.FORGOTTEN ? taken : 0;
        }
        return false;
    }
}

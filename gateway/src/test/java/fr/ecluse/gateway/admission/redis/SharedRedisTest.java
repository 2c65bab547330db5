package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.DayBook.Batch;
import fr.ecluse.gateway.admission.DayBook.RuleCounts;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest.Wish;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Thirty ENTs on one Redis, as the guide to operations lays them out: none of them can tell that the others are there. */
@ExtendWith(OutputCaptureExtension.class)
class SharedRedisTest {

    private static final Set<Role> PUPILS = Set.of(Role.ELEVE);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    /** Whose names begin like those of others, or contain them. */
    private static final List<String> ALIKE = List.of("aura", "aura-2", "aura-22", "a", "ra", "2", "ecluse", "changes");

    /** The script between the quotation marks of a guide's command. */
    private static final Pattern REMOVAL = Pattern.compile("EVAL \"(local found = .+?)\" 0 ");

    private static final Pattern AT_ONCE = Pattern.compile("EVAL \"(for .+?)\" 0 ");

    private final TestRedis redis = new TestRedis();
    private final Map<String, RedisLedger> ents = new LinkedHashMap<>();

    @AfterEach
    void close() {
        ents.values().forEach(RedisLedger::close);
        redis.close();
    }

    @Test
    void everyKeyBeginsWithTheTagOfItsOwnEnt() {
        openThirty();
        ents.values().forEach(SharedRedisTest::useEverything);
        try (TestRedis.Probe probe = redis.probe()) {
            Set<String> all = new TreeSet<>(probe.commands().keys("*"));
            assertThat(all).hasSizeGreaterThan(10 * ents.size());
            ents.keySet().forEach(name -> {
                List<String> own =
                        all.stream().filter(key -> key.startsWith(tag(name))).toList();
                assertThat(own).as(name).contains(tag(name) + ":state", tag(name) + ":seats:eleve");
                own.forEach(all::remove);
            });
            assertThat(all).isEmpty();
        }
    }

    @Test
    void whatHappensInOneEntChangesNothingInTheOthers() {
        openThirty();
        Map<String, Queue<LedgerChange>> heard = new LinkedHashMap<>();
        ents.forEach((name, ledger) -> {
            for (int number = 0; number < 3; number++) {
                assertThat(admit(ledger, number)).isInstanceOf(Seated.class);
            }
            Queue<LedgerChange> changes = new ConcurrentLinkedQueue<>();
            ledger.changes().subscribe(changes::add);
            ledger.release(person(99), null).block(); // once this is heard, nothing from before is still on its way
            Await.until(() -> changes.contains(new LedgerChange.SeatReleased(person(99), null)));
            changes.clear();
            heard.put(name, changes);
        });
        RedisLedger aura = ents.get("aura");
        aura.release(person(1), "seance").block();
        aura.raise(new CeilingOrder(144, Duration.ofHours(1), null, "astreinte", "pic"))
                .block();
        aura.releaseRole(Role.ELEVE).block();
        Await.until(() -> heard.get("aura").contains(new LedgerChange.RoleReleased(Role.ELEVE)));

        assertThat(aura.census(PUPILS).block().total()).isZero();
        assertThat(aura.census(PUPILS).block().ceiling().sessions()).isEqualTo(144);
        ents.forEach((name, ledger) -> {
            if (ledger != aura) {
                Census census = ledger.census(PUPILS).block();
                assertThat(census.total()).as(name).isEqualTo(3);
                assertThat(census.ceiling().sessions()).as(name).isEqualTo(10);
                assertThat(census.ceiling().version()).as(name).isZero();
                assertThat(ledger.session("seance").block()).as(name).isEqualTo(SessionState.NOT_ENDED);
                assertThat(ledger.audit(10).block()).as(name).isEmpty();
                assertThat(heard.get(name)).as(name).isEmpty();
            }
        });
    }

    @Test
    void aFullEntMakesNobodyWaitInAnother() {
        openThirty();
        RedisLedger full = ents.get("aura-2");
        for (int number = 0; number < 10; number++) {
            assertThat(admit(full, number)).isInstanceOf(Seated.class);
        }
        assertThat(admit(full, 100)).isInstanceOf(Waiting.class);
        assertThat(admit(ents.get("aura"), 100)).isInstanceOf(Seated.class);
        assertThat(admit(ents.get("aura-22"), 100)).isInstanceOf(Seated.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"guide-exploitation.md", "guide-operations.md"})
    void theKeysOfOneEntCanBeRemovedAsTheGuideSaysAndTheOthersStay(String guide) throws IOException {
        Matcher script = REMOVAL.matcher(Files.readString(Path.of("..", "src", "docs", guide)));
        assertThat(script.find()).isTrue();
        openThirty();
        ents.values().forEach(SharedRedisTest::useEverything);
        ents.remove("aura").close();
        try (TestRedis.Probe probe = redis.probe()) {
            long before = probe.commands().dbsize();
            int own = probe.commands().keys("{ecluse:aura}:*").size();
            String cursor = "0";
            do {
                cursor = probe.commands()
                        .eval(script.group(1), ScriptOutputType.VALUE, new String[0], cursor, "{ecluse:aura}:*");
            } while (!cursor.equals("0"));
            assertThat(own).isGreaterThan(10);
            assertThat(probe.commands().keys("{ecluse:aura}:*")).isEmpty();
            assertThat(probe.commands().dbsize()).isEqualTo(before - own);
        }
        ents.forEach((name, ledger) ->
                assertThat(ledger.census(PUPILS).block().total()).as(name).isEqualTo(1));
    }

    /** While it is ahead every seat has expired, and those taken meanwhile would last for hours. */
    @ParameterizedTest
    @ValueSource(strings = {"guide-exploitation.md", "guide-operations.md"})
    void aClockThatLeaptAheadIsPutRightAsTheGuideSaysWhileNodesRun(String guide) throws IOException {
        Matcher script = AT_ONCE.matcher(Files.readString(Path.of("..", "src", "docs", guide)));
        assertThat(script.find()).isTrue();
        try (TestNode node = new TestNode("aura", redis, numbers());
                TestRedis.Probe probe = redis.probe()) {
            for (int number = 0; number < 5; number++) {
                assertThat(node.admit(number, Role.ELEVE)).isInstanceOf(Seated.class);
            }
            long ahead = System.currentTimeMillis() + Duration.ofHours(2).toMillis();
            probe.commands().set(tag("aura") + ":clock", Long.toString(ahead));
            assertThat(node.census().total()).isZero();
            assertThat(node.admit(6, Role.ELEVE)).isInstanceOf(Seated.class);

            probe.commands().eval(script.group(1), ScriptOutputType.VALUE, new String[0], "{ecluse:aura}:*");
            Await.until(() -> node.reentered() == 6);
            assertThat(node.census().total()).isEqualTo(6);
            assertThat(node.census().ledgerMillis())
                    .isLessThan(ahead - Duration.ofHours(1).toMillis());
            assertThat(node.ledger()
                            .renew(List.of(new Renewal(person(6), Duration.ZERO)))
                            .block())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Renewed.Extended.class,
                            seat -> assertThat(seat.remaining())
                                    .isLessThanOrEqualTo(numbers().idle()));
        }
    }

    @Test
    void theUserOfOneEntReachesNoOther(CapturedOutput output) throws IOException {
        URI asAura = URI.create("redis://ecluse:SECRET@127.0.0.1:" + redis.port());
        try (TestRedis.Probe probe = redis.probe()) {
            RedisRightsTest.allow(probe, RedisRightsTest.rights("guide-getting-started.md"));
            try (RedisLedger own = TestLedgers.connected("aura", asAura)) {
                TestLedgers.holdsNothing(own);
                own.announce(numbers()).block();
                assertThat(admit(own, 1)).isInstanceOf(Seated.class);
            }
            for (String other : List.of("aura-2", "aur")) {
                try (RedisLedger stranger = new RedisLedger(other, List.of(asAura), LedgerListener.NONE)) {
                    Await.until(() -> output.getOut().contains("event=ledger-lost"));
                    assertThatThrownBy(() -> stranger.announce(numbers()).block())
                            .isInstanceOf(LedgerUnavailableException.class);
                }
                assertThat(probe.commands().keys(tag(other) + "*")).isEmpty();
            }
        }
    }

    @Test
    void inAClusterTheUserAlsoNeedsToSeeWhichNodesThereAre(@TempDir Path folder, CapturedOutput output)
            throws IOException {
        String config = folder.resolve("nodes.conf").toString();
        try (TestRedis node = new TestRedis("--cluster-enabled", "yes", "--cluster-config-file", config);
                TestRedis.Probe probe = node.probe()) {
            probe.commands()
                    .clusterAddSlots(IntStream.range(0, SlotHash.SLOT_COUNT).toArray());
            Await.until(() -> probe.commands().clusterInfo().contains("cluster_state:ok"));
            String rights = RedisRightsTest.rights("guide-getting-started.md");
            RedisRightsTest.allow(probe, rights);
            URI asAura = URI.create("redis://ecluse:SECRET@127.0.0.1:" + node.port());
            try (RedisLedger ledger =
                    new RedisLedger("aura", List.of(asAura, asAura), LedgerListener.NONE, TestLedgers.PATIENCE)) {
                TestLedgers.holdsNothing(ledger);
                Await.until(() -> output.getOut().contains("event=ledger-lost"));
                RedisRightsTest.allow(probe, rights + " +cluster|nodes");
                Await.until(() -> announces(ledger));
                assertThat(admit(ledger, 1)).isInstanceOf(Seated.class);
            }
        }
    }

    private void openThirty() {
        List<String> names = new ArrayList<>(ALIKE);
        IntStream.range(names.size(), 30).mapToObj(number -> "ent-" + number).forEach(names::add);
        for (String name : names) {
            RedisLedger ledger = TestLedgers.connected(name, redis);
            TestLedgers.holdsNothing(ledger);
            ledger.announce(numbers()).block();
            ents.put(name, ledger);
        }
    }

    /** Leaves at least one key of every kind there is. */
    private static void useEverything(RedisLedger ledger) {
        admit(ledger, 1);
        admit(ledger, 2);
        ledger.serve(new ServiceClaim(person(1), "messagerie", Duration.ZERO)).block();
        ledger.release(person(2), "seance").block();
        ledger.releaseRole(Role.PARENT).block();
        ledger.lease(new LeaseRequest("noeud", 0, 0, Wish.SOME)).block();
        ledger.bind(new Binding(person(1), "autre", List.of(person(7)), Duration.ofHours(1)))
                .block();
        ledger.raise(new CeilingOrder(1, null, null, "astreinte", "pic")).block();
        assertThat(admit(ledger, 3)).isInstanceOf(Waiting.class);
        ledger.raise(new CeilingOrder(50, null, null, "astreinte", "pic")).block();
        ledger.dayBook()
                .add(new Batch(
                        DAY,
                        "noeud",
                        1,
                        Map.of(),
                        Map.of("parents-journee", new RuleCounts(Set.of(person(9)), 1)),
                        null,
                        0))
                .block();
    }

    private static boolean announces(RedisLedger ledger) {
        try {
            ledger.announce(numbers()).block();
            return true;
        } catch (LedgerUnavailableException notYet) {
            return false;
        }
    }

    private static Object admit(RedisLedger ledger, int number) {
        return ledger.admit(new Claim(person(number), Role.ELEVE, null, null, PUPILS))
                .block();
    }

    private static String tag(String name) {
        return "{ecluse:" + name + "}";
    }

    private static PolicyNumbers numbers() {
        return new PolicyNumbers(
                "sha",
                1,
                List.of(new Threshold(Role.ELEVE, 100)),
                10,
                1,
                1_000,
                0,
                Duration.ofMinutes(10),
                Duration.ofHours(8),
                List.of(new ServiceCeiling("messagerie", 5)));
    }
}

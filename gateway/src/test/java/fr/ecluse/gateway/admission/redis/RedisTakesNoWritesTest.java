package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;

/** A Redis that answers, and takes no writes, or none that cost memory. */
@ExtendWith(OutputCaptureExtension.class)
class RedisTakesNoWritesTest {

    @Test
    void shortOfMemoryItKeepsWhoSitsAndFreesWhoLeaves(CapturedOutput output) {
        try (TestRedis redis = new TestRedis();
                SeatedPair pair = new SeatedPair("plein", redis);
                TestRedis.Probe probe = redis.probe()) {
            TestNode here = pair.here();
            probe.commands().configSet("maxmemory", "1");
            int entered = pair.fill(here, Role.ELEVE);
            assertThat(entered).isPositive().isEqualTo(here.given());
            assertThat(pair.fill(here, Role.PARENT)).isZero();
            // the ledger itself extends the seats of those who sit, also when asked by a node that knows nobody
            assertThat(here.ledger()
                            .renew(List.of(new Renewal(person(1), Duration.ZERO)))
                            .block())
                    .hasOnlyElementsOfType(Renewed.Extended.class);
            assertThat(pair.there().seats(1, Role.ELEVE)).isTrue();
            assertThat(pair.there().given()).isZero();
            nobodyNewSlipsInBesideSomebodySeated(here);
            pair.witness().leaves(2);
            assertThat(here.seats().release(person(2), "seance").block().seats())
                    .isEqualTo(1);
            pair.joined(-1);
            Await.until(pair::isWhole); // those whom the reserve let in included
            assertThat(output).contains("event=ledger-refused").contains("OOM").contains("give Redis more memory");
            assertThat(output.getAll().split("event=ledger-refused", -1)).hasSizeBetween(2, 3); // once on each node
            assertThat(output).doesNotContain("ledger-lost");

            probe.commands().configSet("maxmemory", "0");
            pair.isBackSince(System.nanoTime());
        }
    }

    /** After a write that passed, Redis refuses no other of the same script. */
    private static void nobodyNewSlipsInBesideSomebodySeated(TestNode node) {
        Claim seated = new Claim(person(1), Role.ELEVE, null, null, Set.of(Role.ELEVE));
        Claim newcomer = new Claim(person(900), Role.ELEVE, null, null, Set.of(Role.ELEVE));
        List<Mono<Admission>> answers =
                node.ledger().admit(List.of(seated, newcomer, seated)).block();
        assertThat(answers.get(0).block()).isInstanceOf(Admission.Seated.class);
        assertThatThrownBy(answers.get(1)::block).isInstanceOf(LedgerUnavailableException.class);
        assertThat(answers.get(2).block()).isInstanceOf(Admission.Seated.class);
    }

    @Test
    void aMasterThatBecameAReplicaIsGivenUpUntilItIsMasterAgain(CapturedOutput output) {
        refusesEveryWrite(
                probe -> probe.commands().replicaof("127.0.0.1", 1),
                probe -> probe.commands().replicaofNoOne(),
                "a replica answered",
                output);
    }

    @Test
    void aMasterWithTooFewReplicasIsGivenUpUntilItHasEnough(CapturedOutput output) {
        refusesEveryWrite(
                probe -> probe.commands().configSet("min-replicas-to-write", "1"),
                probe -> probe.commands().configSet("min-replicas-to-write", "0"),
                "too few replicas follow",
                output);
    }

    private static void refusesEveryWrite(
            Consumer<TestRedis.Probe> fault, Consumer<TestRedis.Probe> cure, String why, CapturedOutput output) {
        try (TestRedis redis = new TestRedis();
                SeatedPair pair = new SeatedPair("lecture", redis);
                TestRedis.Probe probe = redis.probe()) {
            fault.accept(probe);
            pair.bothLoseTheLine();
            assertThat(pair.fill(pair.here(), Role.PARENT)).isZero();
            assertThat(pair.fill(pair.here(), Role.ELEVE)).isEqualTo(22);
            assertThat(pair.fill(pair.there(), Role.ELEVE)).isEqualTo(22);
            assertThat(pair.here().waitedInVain() + pair.there().waitedInVain()).isZero();
            int tried = connections(probe);
            Await.until(() -> connections(probe) >= tried + 8); // two of each node, twice
            cure.accept(probe);
            pair.isBackSince(System.nanoTime());
            assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(3); // one of each node
            assertThat(output).contains(why);
        }
    }

    /** How many the server has seen in its life. */
    private static int connections(TestRedis.Probe probe) {
        Matcher count = Pattern.compile("total_connections_received:(\\d+)")
                .matcher(probe.commands().info("stats"));
        assertThat(count.find()).isTrue();
        return Integer.parseInt(count.group(1));
    }
}

package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Two gateways of one ENT that have not loaded the same policy, or are not of the same version. */
@ExtendWith(OutputCaptureExtension.class)
class MixedNodesTest {

    /** Room beside the lease of a node, which may come before the people do. */
    private static final PolicyNumbers MORNING = policy("morning", 1_000, 60);

    private static final PolicyNumbers NOON = policy("noon", 2_000, 4);

    private final TestRedis redis = new TestRedis();
    private TestNode early;
    private TestNode late;

    @BeforeEach
    void twoGateways() {
        early = new TestNode("melange", redis, MORNING);
        for (int number = 0; number < 5; number++) {
            assertThat(early.admit(number, Role.ELEVE)).isInstanceOf(Seated.class);
        }
        late = new TestNode("melange", redis, NOON);
        Await.until(() -> late.census().ceiling().sessions() == 4); // a node counts before it has told its policy, too
    }

    @AfterEach
    void close() {
        early.close();
        late.close();
        redis.close();
    }

    @Test
    void thePolicyThatWasLoadedLastHoldsOnBothGateways() {
        assertThat(early.census().ceiling().sessions()).isEqualTo(4);
        assertThat(late.census().ceiling().sessions()).isEqualTo(4);
        assertThat(early.admit(100, Role.ELEVE)).isInstanceOf(Waiting.class);
        assertThat(late.admit(100, Role.ELEVE)).isInstanceOf(Waiting.class);
    }

    @Test
    void nobodyWhoSitsIsSentAwayByALowerCeilingAndTheOlderGatewayWorksOn() {
        for (int number = 0; number < 5; number++) {
            assertThat(early.holds(number)).isTrue();
            assertThat(late.admit(number, Role.ELEVE)).isInstanceOf(Seated.class);
        }
        assertThat(early.ledger()
                        .renew(List.of(new Renewal(person(1), Duration.ZERO)))
                        .block())
                .hasOnlyElementsOfType(Renewed.Extended.class);
        early.seats().release(person(1), null).block();
        early.seats().release(person(2), null).block();
        Await.until(() -> early.seats(200, Role.ELEVE)); // as soon as there is room under the ceiling of the other one
        assertThat(late.census().total()).isEqualTo(4);
    }

    @Test
    void anOlderFileThatIsLoadedAgainWinsBecauseItIsLoadedLater() {
        early.seats().announce(policy("morning", 3_000, 60)).block();
        assertThat(late.census().ceiling().sessions()).isEqualTo(60);
        assertThat(late.admit(100, Role.ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void aGatewayThatTellsItsOlderPolicyAgainChangesNothing() {
        early.seats().announce(MORNING).block();
        assertThat(early.census().ceiling().sessions()).isEqualTo(4);
    }

    @Test
    void aGatewayThatMeetsKeysOfAnotherLayoutSaysSoAndServesNobody(CapturedOutput output) {
        try (TestRedis.Probe probe = redis.probe();
                RedisLedger ledger = TestLedgers.connected("autre", redis)) {
            probe.commands().hset("{ecluse:autre}:policy", "schema", "1");
            assertThatThrownBy(() -> ledger.announce(NOON).block()).isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> ledger.census(TestNode.OPEN).block())
                    .isInstanceOf(LedgerUnavailableException.class);
            assertThat(output).contains("event=ledger-refused").contains("SCHEMA the keys were laid out by another");
            assertThat(probe.commands().keys("{ecluse:autre}*"))
                    .isSubsetOf("{ecluse:autre}:policy", "{ecluse:autre}:clock");
            assertThat(probe.commands().hgetall("{ecluse:autre}:policy")).containsOnlyKeys("schema");
        }
    }

    private static PolicyNumbers policy(String sha, long loadedAtMillis, int sessions) {
        return new PolicyNumbers(
                sha,
                loadedAtMillis,
                List.of(new Threshold(Role.ELEVE, 100)),
                sessions,
                1,
                1_000,
                0,
                Duration.ofMinutes(10),
                Duration.ofHours(8));
    }
}

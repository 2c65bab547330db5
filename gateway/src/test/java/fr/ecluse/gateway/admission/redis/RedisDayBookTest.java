package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.DayBook.Batch;
import fr.ecluse.gateway.admission.DayBook.Peak;
import fr.ecluse.gateway.admission.DayBook.RuleCounts;
import fr.ecluse.gateway.admission.DayBookContract;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisDayBookTest extends DayBookContract {

    private static TestRedis redis;
    private static TestRedis.Probe probe;

    private final List<RedisLedger> nodes = new ArrayList<>();

    @BeforeAll
    static void startRedis() {
        redis = new TestRedis();
        probe = redis.probe();
    }

    @AfterAll
    static void stopRedis() {
        probe.close();
        redis.close();
    }

    @AfterEach
    void closeTheNodes() {
        nodes.forEach(RedisLedger::close);
    }

    @Override
    protected DayBook newBook() {
        probe.commands().flushall();
        return node(TestLedgers.connected("contrat", redis));
    }

    @Override
    protected DayBook another(DayBook book) {
        return node(TestLedgers.connected("contrat", redis));
    }

    @Test
    void everyKeyOfADayIsTheEntsAndGoesNinetyDaysAfterTheLastBatch() {
        DayBook book = newBook();
        book.add(new Batch(
                        TUESDAY,
                        "a",
                        1,
                        Map.of(Role.ELEVE, counts(people(1, 5), people(1, 4), 4)),
                        Map.of("parents-journee", new RuleCounts(people(7, 9), 12)),
                        new Peak(4, Instant.EPOCH),
                        0))
                .block();
        List<String> keys = probe.commands().keys("*:day:*");
        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "{ecluse:contrat}:day:2026-11-24",
                        "{ecluse:contrat}:day:2026-11-24:tried:eleve",
                        "{ecluse:contrat}:day:2026-11-24:seated:eleve",
                        "{ecluse:contrat}:day:2026-11-24:refused:parents-journee")
                .allSatisfy(key -> assertThat(Duration.ofMillis(probe.commands().pttl(key)))
                        .isBetween(Duration.ofDays(90).minusMinutes(1), Duration.ofDays(90)));
    }

    @Test
    void aBatchWhoseAnswerWasLostIsCountedOnceWhenItComesAgain() {
        newBook();
        DayBook patient = node(TestLedgers.connected("contrat", redis));
        DayBook impatient =
                node(new RedisLedger("contrat", List.of(redis.uri()), LedgerListener.NONE, Duration.ofSeconds(2)));
        Batch one = batch(TUESDAY, "a", 1, counts(people(1, 2), people(1, 2), 2));
        Batch two = batch(TUESDAY, "a", 2, counts(people(3, 4), people(3, 3), 1));
        Eventually.within(
                Duration.ofMinutes(1),
                () -> assertThat(impatient
                                .add(one)
                                .thenReturn(true)
                                .onErrorReturn(false)
                                .block())
                        .isTrue());
        redis.pause();
        try {
            assertThatThrownBy(() -> impatient.add(two).block()).isInstanceOf(LedgerUnavailableException.class);
        } finally {
            redis.resume();
        }

        Eventually.within(
                Duration.ofMinutes(1),
                () -> assertThat(impatient
                                .add(two)
                                .thenReturn(true)
                                .onErrorReturn(false)
                                .block())
                        .isTrue());

        var pupils = patient.read(TUESDAY).block().roles().get(Role.ELEVE);
        assertThat(pupils.visits()).isEqualTo(3);
        assertThat(pupils.tried()).isEqualTo(4);
        assertThat(pupils.seated()).isEqualTo(3);
    }

    @Test
    void twoEntsOnOneRedisKeepTheirOwnDays() {
        DayBook one = newBook();
        DayBook other = node(TestLedgers.connected("voisin", redis));
        one.add(batch(TUESDAY, "a", 1, counts(people(1, 5), people(1, 5), 5))).block();
        assertThat(other.read(TUESDAY).block()).isNull();
    }

    private DayBook node(RedisLedger ledger) {
        nodes.add(ledger);
        return ledger.dayBook();
    }
}

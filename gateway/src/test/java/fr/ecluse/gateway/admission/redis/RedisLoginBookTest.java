package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.LoginBook;
import fr.ecluse.gateway.admission.LoginBook.Report;
import fr.ecluse.gateway.admission.LoginBookContract;
import fr.ecluse.gateway.admission.memory.MemoryLoginBook;
import fr.ecluse.gateway.trial.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisLoginBookTest extends LoginBookContract {

    @RegisterExtension
    private static final LedgerOnRedis REDIS = new LedgerOnRedis("porte");

    @Override
    protected LoginBook newBook() {
        return REDIS.anew().loginBook();
    }

    @Override
    protected void advance(Duration duration) {
        REDIS.clock().advance(duration);
    }

    @Override
    protected long nowMillis() {
        return REDIS.clock().millis();
    }

    @Test
    void itAnswersAsTheOneInMemoryDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        MovableClock same = new MovableClock(Instant.ofEpochMilli(REDIS.clock().millis()));
        LoginBook expected = new MemoryLoginBook(same);
        LoginBook tested = REDIS.ledger().loginBook();
        for (int step = 0; step < 400; step++) {
            long second = REDIS.clock().millis() - REDIS.clock().millis() % 1_000 - random.nextInt(2) * 1_000;
            Report report = new Report(
                    "node " + random.nextInt(3),
                    5 + step / 100,
                    random.nextInt(20),
                    random.nextInt(6),
                    random.nextBoolean() ? Map.of(second, (long) random.nextInt(30) + 1) : Map.of());
            assertThat(tested.tell(report).block())
                    .as("seed %d, step %d, %s", seed, step, report)
                    .isEqualTo(expected.tell(report).block());
            Duration passed = Duration.ofMillis(random.nextInt(40) == 0 ? 10_000 : random.nextInt(900));
            REDIS.clock().advance(passed);
            same.advance(passed);
        }
    }
}

package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LaneLedgerContract;
import fr.ecluse.gateway.admission.SeatLedger;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisLanesTest extends LaneLedgerContract {

    @RegisterExtension
    private static final LedgerOnRedis REDIS = new LedgerOnRedis("file");

    @Override
    protected SeatLedger newLedger() {
        return REDIS.anew();
    }

    @Override
    protected void advance(Duration duration) {
        REDIS.clock().advance(duration);
    }
}

package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SessionLedgerContract;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisSessionsTest extends SessionLedgerContract {

    @RegisterExtension
    private static final LedgerOnRedis REDIS = new LedgerOnRedis("sessions");

    @Override
    protected SeatLedger newLedger() {
        return REDIS.anew();
    }

    @Override
    protected void advance(Duration duration) {
        REDIS.clock().advance(duration);
    }
}

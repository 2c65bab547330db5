package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.settings.Settings;
import java.time.Duration;

/**
 * The ledger in Redis for gateways on machines that may stand still for a second. A Redis that does not answer within a quarter
 * of one is lost to a gateway in service, and a test that is not about a slow Redis would see a loss that nobody caused. A
 * server that was killed is noticed at once all the same, since its connections end.
 */
public final class PatientRedis {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    private PatientRedis() {}

    public static SeatLedger open(Settings.Ledger settings, LedgerListener listener) {
        return new RedisLedger(settings.name(), settings.uris(), listener, ANSWERS_WITHIN);
    }
}

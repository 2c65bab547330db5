package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.OrderLedgerContract;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.trial.MovableClock;
import java.time.Duration;

class MemoryOrdersTest extends OrderLedgerContract {

    private final MovableClock clock = new MovableClock();

    @Override
    protected SeatLedger newLedger() {
        return new MemoryLedger(clock, LedgerListener.NONE);
    }

    @Override
    protected void advance(Duration duration) {
        clock.advance(duration);
    }
}

package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.LoginBook;
import fr.ecluse.gateway.admission.LoginBookContract;
import fr.ecluse.gateway.trial.MovableClock;
import java.time.Duration;

class MemoryLoginBookTest extends LoginBookContract {

    private final MovableClock clock = new MovableClock();

    @Override
    protected LoginBook newBook() {
        return new MemoryLoginBook(clock);
    }

    @Override
    protected void advance(Duration duration) {
        clock.advance(duration);
    }

    @Override
    protected long nowMillis() {
        return clock.millis();
    }
}

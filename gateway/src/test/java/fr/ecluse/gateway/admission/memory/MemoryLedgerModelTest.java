package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.LedgerDrill;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.NaiveLedger;
import fr.ecluse.gateway.trial.MovableClock;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryLedgerModelTest {

    private static final int DRILLS = 5;
    private static final int STEPS = 2_500;

    @Test
    void answersAsThePlainRulesDo() {
        for (int drill = 0; drill < DRILLS; drill++) {
            long seed = new Random().nextLong();
            System.out.println("MemoryLedgerModelTest seed=" + seed);
            MovableClock clock = new MovableClock();
            new LedgerDrill(new NaiveLedger(clock), new MemoryLedger(clock, LedgerListener.NONE), clock::advance, seed)
                    .run(STEPS, clock.millis());
        }
    }
}

package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.waiting.Morning.Shape;
import fr.ecluse.policy.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People who leave the line without a word: three hours of it on a virtual clock. */
class AbsenteesTest {

    private static final int CEILING = 150;
    private static final double FLOW = CEILING / 720.0;

    /**
     * A seat is held for a minute for each of them, so the more there are the emptier the ENT is; but the line never stops.
     *
     * @param used the share of the seats that must be in use, on average, while people wait
     */
    @ParameterizedTest(name = "{0} of those who wait go away")
    @CsvSource({"0.3, 0.90", "0.6, 0.80", "0.9, 0.45"})
    void whoeverGoesAwayBlocksNobodyBehind(double absent, double used) {
        Shape shape = new Shape(
                "absent " + absent,
                180,
                CEILING,
                0,
                List.of(new Threshold(Role.ELEVE, 100)),
                Map.of(Role.ELEVE, minute -> minute < 50 ? FLOW * 1.3 / (1 - absent) : 0),
                absent,
                List.of());
        Morning morning = new Morning(shape, 7);
        morning.run();

        assertThat(morning.meanUseWhilePeopleWait()).isGreaterThan(used);
        assertThat(morning.everybody.stream()
                        .filter(each -> each.seatedMillis < 0 && each.goesAwayMillis == Long.MAX_VALUE))
                .as("stayed, and is still waiting two hours after the last one came")
                .isEmpty();
    }
}

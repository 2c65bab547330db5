package fr.ecluse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.CeilingState.Source;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LastCeilingTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final LastCeiling last = new LastCeiling();

    @Test
    void nothingIsKnownBeforeTheFirstCensus() {
        assertThat(last.asOf(0)).isNull();
    }

    @Test
    void theHighestVersionStaysWhateverALedgerSaysThatForgotIt() {
        CeilingState raised = new CeilingState(144, 1, 1_000, Source.LIVE, 3, null);
        last.heard(raised, 0);
        last.heard(new CeilingState(100, 1, 1_000, Source.POLICY, 0, null), 1);
        assertThat(last.asOf(2)).isEqualTo(raised);
    }

    @Test
    void whatIsLeftOfItsTimeIsWhatIsLeftNow() {
        last.heard(new CeilingState(144, 1, 1_000, Source.LIVE, 3, Duration.ofMinutes(30)), 0);
        assertThat(last.asOf(10 * MINUTE))
                .isEqualTo(new CeilingState(144, 1, 1_000, Source.LIVE, 3, Duration.ofMinutes(20)));
        CeilingState over = last.asOf(30 * MINUTE);
        assertThat(over.source()).isEqualTo(Source.POLICY);
        assertThat(over.version()).isEqualTo(3);
        assertThat(over.endsIn()).isNull();
    }

    @Test
    void theSameOrderHeardAgainCountsFromThen() {
        last.heard(new CeilingState(144, 1, 1_000, Source.LIVE, 3, Duration.ofMinutes(30)), 0);
        last.heard(new CeilingState(144, 1, 1_000, Source.LIVE, 3, Duration.ofMinutes(25)), 5 * MINUTE);
        assertThat(last.asOf(6 * MINUTE).endsIn()).isEqualTo(Duration.ofMinutes(24));
    }
}

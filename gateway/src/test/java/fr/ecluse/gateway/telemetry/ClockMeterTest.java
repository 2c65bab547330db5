package fr.ecluse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.trial.MovableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ClockMeterTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MovableClock clock = new MovableClock();
    private final ClockMeter meter = new ClockMeter(registry, clock);

    @Test
    void theDifferenceIsThereToBeScraped() {
        assertThat(scraped()).isEqualTo("NaN");
        meter.census(ledgerAhead(Duration.ofMillis(-1_500)));
        assertThat(scraped()).isEqualTo("1.5");
        meter.census(ledgerAhead(Duration.ofHours(2)));
        assertThat(scraped()).isEqualTo("-7200.0");
    }

    @Test
    void twoSecondsAreToleratedAndMoreIsSaidOnceUntilItIsOver(CapturedOutput output) {
        meter.census(ledgerAhead(Duration.ofSeconds(2)));
        meter.census(ledgerAhead(Duration.ofSeconds(-2)));
        assertThat(output).doesNotContain("clocks-");

        meter.census(ledgerAhead(Duration.ofMillis(2_001)));
        meter.census(ledgerAhead(Duration.ofHours(3)));
        assertThat(output.getAll().split("clocks-apart", -1)).hasSize(2);
        assertThat(output).contains("ahead-of-ledger-seconds=-2.001").contains("NTP");

        meter.census(ledgerAhead(Duration.ZERO));
        assertThat(output).contains("clocks-agree");
    }

    private Census ledgerAhead(Duration ahead) {
        return new Census(
                clock.instant().plus(ahead).toEpochMilli(),
                Map.of(),
                new CeilingState(10, 1, 10, CeilingState.Source.POLICY, 0, null),
                List.of(),
                0);
    }

    private String scraped() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("ecluse_clock_ahead_seconds "))
                .findFirst()
                .orElseThrow()
                .split(" ")[1];
    }
}

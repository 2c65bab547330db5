package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HourlyTest {

    @Test
    void aLineIsDueAtTheFirstTimeAndThenOnceAnHour() {
        MovedTicker ticker = new MovedTicker(); // it overflows within the test
        Hourly hourly = new Hourly(ticker);
        assertThat(hourly.isDue()).isTrue();
        assertThat(hourly.isDue()).isFalse();
        ticker.advance(Hourly.PAUSE.minusNanos(1));
        assertThat(hourly.isDue()).isFalse();
        ticker.advance(Duration.ofNanos(1));
        assertThat(hourly.isDue()).isTrue();
        assertThat(hourly.isDue()).isFalse();
        ticker.advance(Duration.ofHours(5));
        assertThat(hourly.isDue()).isTrue();
        assertThat(hourly.isDue())
                .as("no line is owed for the hours in between")
                .isFalse();
    }
}

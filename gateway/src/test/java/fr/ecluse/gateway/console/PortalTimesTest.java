package fr.ecluse.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How the portal answers, counted between two looks. */
class PortalTimesTest {

    private static final double ONE_PERCENT = 0.01;

    private final PortalTimes times = new PortalTimes();

    @Test
    void percentilesAreOfEachServiceAlone() {
        for (int i = 1; i <= 100; i++) {
            times.answered("portail", 200, Duration.ofMillis(i * 10L).toNanos());
        }
        times.answered("messagerie", 200, Duration.ofMillis(3).toNanos());

        Map<String, Point.Portal> taken = times.take();

        assertThat(taken).containsOnlyKeys("messagerie", "portail");
        Point.Portal portal = of(taken, "portail");
        assertThat(portal.requests()).isEqualTo(100);
        assertThat(portal.p50Millis()).isCloseTo(500.0, within(500 * ONE_PERCENT));
        assertThat(portal.p95Millis()).isCloseTo(950.0, within(950 * ONE_PERCENT));
        assertThat(of(taken, "messagerie").p95Millis()).isCloseTo(3.0, within(3 * ONE_PERCENT));
    }

    @Test
    void anAnswerOfFiveHundredAndNoAnswerAreErrorsButANotFoundIsNone() {
        times.answered("portail", 404, 1);
        times.answered("portail", 500, 1);
        times.answered("portail", 503, 1);
        times.failed("portail", 1);

        Point.Portal portal = of(times.take(), "portail");

        assertThat(portal.errors()).isEqualTo(3);
        assertThat(portal.requests()).isEqualTo(4);
    }

    @Test
    void whatWasTakenIsNotCountedAgain() {
        times.answered("portail", 502, 1);
        times.take();

        assertThat(of(times.take(), "portail")).isEqualTo(new Point.Portal(0, null, null, 0));
    }

    @Test
    void timesBeyondEveryMeasureAreCountedAsTheLongest() {
        times.answered("portail", 200, Duration.ofDays(2).toNanos());
        times.answered("portail", 200, -5);

        assertThat(of(times.take(), "portail").requests()).isEqualTo(2);
    }

    private static Point.Portal of(Map<String, Point.Portal> taken, String service) {
        return Objects.requireNonNull(taken.get(service));
    }
}

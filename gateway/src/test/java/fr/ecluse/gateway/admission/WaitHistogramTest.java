package fr.ecluse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WaitHistogramTest {

    @Test
    void nobodyWaitedHasNoPercentile() {
        assertThat(WaitHistogram.EMPTY.percentile(50)).isNull();
        assertThat(WaitHistogram.EMPTY.total()).isZero();
    }

    @Test
    void upToASecondIsASecondAndBeyondTwelveHoursIsTwelveHours() {
        assertThat(of(List.of(Duration.ZERO)).percentile(50)).isEqualTo(Duration.ofSeconds(1));
        assertThat(of(List.of(Duration.ofDays(3))).percentile(50)).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void aPercentileIsNeverTooShortAndAtMostNinePercentTooLong() {
        long seed = new Random().nextLong();
        System.out.println("WaitHistogramTest seed=" + seed);
        Random random = new Random(seed);
        List<Duration> waits = new ArrayList<>();
        WaitHistogram sum = WaitHistogram.EMPTY;
        for (int i = 0; i < 2_000; i++) {
            Duration wait = Duration.ofMillis((long) (1_000 * Math.pow(43_200, random.nextDouble())));
            waits.add(wait);
            sum = sum.plus(of(List.of(wait)));
        }
        Collections.sort(waits);
        assertThat(sum.total()).isEqualTo(2_000);
        for (int percent : new int[] {1, 50, 95, 100}) {
            Duration exact = waits.get(2_000 * percent / 100 - 1);
            Duration told = sum.percentile(percent);
            // the upper ends are rounded to milliseconds
            assertThat(told.toMillis())
                    .as("p%s", percent)
                    .isBetween(exact.toMillis() - 1, (long) (exact.toMillis() * 1.0906) + 1);
        }
    }

    @Test
    void ninetyFivePercentIsTheNineteenthOfTwenty() {
        List<Duration> waits = new ArrayList<>(Collections.nCopies(18, Duration.ofSeconds(1)));
        waits.add(Duration.ofSeconds(64));
        waits.add(Duration.ofSeconds(1_024));
        WaitHistogram histogram = of(waits);
        assertThat(histogram.percentile(50)).isEqualTo(Duration.ofSeconds(1));
        assertThat(histogram.percentile(95)).isEqualTo(Duration.ofSeconds(64));
        assertThat(histogram.percentile(96)).isEqualTo(Duration.ofSeconds(1_024));
    }

    private static WaitHistogram of(List<Duration> waits) {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        waits.forEach(wait -> counts.merge(WaitHistogram.bucket(wait), 1L, Long::sum));
        return new WaitHistogram(counts);
    }
}

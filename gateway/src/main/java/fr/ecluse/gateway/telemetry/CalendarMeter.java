package fr.ecluse.gateway.telemetry;

import fr.ecluse.policy.CalendarNeed;
import fr.ecluse.policy.Policy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * How long the policy in force still knows school days from holidays, reckoned at each scrape on the policy's own clock.
 * After that the weekday decides, and parents may be refused on a holiday.
 */
final class CalendarMeter {

    private final Supplier<Policy> inForce;
    private final Clock clock;

    CalendarMeter(Supplier<Policy> inForce, Clock clock) {
        this.inForce = inForce;
        this.clock = clock;
    }

    void register(MeterRegistry registry) {
        Gauge.builder(Metrics.SCHOOL_CALENDAR_DAYS_LEFT, this::daysLeft)
                .description("Days until the school calendar of the policy in force ends; NaN: no rule outlasts it")
                .register(registry);
    }

    private double daysLeft() {
        Policy policy = inForce.get();
        LocalDate today = LocalDate.now(clock.withZone(policy.timeZone()));
        return CalendarNeed.of(policy.rules(), today).stream()
                .filter(CalendarNeed::runsOut)
                .mapToDouble(need -> daysLeft(need, today))
                .min()
                .orElse(Double.NaN);
    }

    private static double daysLeft(CalendarNeed need, LocalDate today) {
        return need.knownUntil()
                .map(last -> (double) ChronoUnit.DAYS.between(today, last))
                .orElse(Double.NEGATIVE_INFINITY);
    }
}

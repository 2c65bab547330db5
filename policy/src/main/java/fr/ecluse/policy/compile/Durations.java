package fr.ecluse.policy.compile;

import java.time.Duration;

/** Durations as the policy writes them: {@code 90s}, {@code 10m}, {@code 8h}. */
final class Durations {

    private Durations() {}

    static Duration of(long amount, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    static String written(Duration duration) {
        if (duration.equals(Duration.ofHours(duration.toHours()))) {
            return duration.toHours() + "h";
        }
        return duration.equals(Duration.ofMinutes(duration.toMinutes()))
                ? duration.toMinutes() + "m"
                : duration.toSeconds() + "s";
    }
}

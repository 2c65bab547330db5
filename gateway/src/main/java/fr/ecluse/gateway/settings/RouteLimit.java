package fr.ecluse.gateway.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often one client may ask for something rare and costly, such as an account: {@code 20/1h} is twenty at once, and then one
 * every three minutes.
 *
 * @param requests 1 to 1,000,000
 * @param period 1 s to 24 h
 */
public record RouteLimit(int requests, Duration period) {

    /** The key in a route's metadata. */
    public static final String KEY = "throttle";

    private static final Pattern WRITTEN = Pattern.compile("([1-9][0-9]{0,6})/([1-9][0-9]{0,4})([smh])");
    private static final int MOST = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Null if the text is no limit. */
    public static @Nullable RouteLimit parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            return null;
        }
        long number = Long.parseLong(written.group(2));
        Duration period = switch (written.group(3)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
        int requests = Integer.parseInt(written.group(1));
        return requests > MOST || period.compareTo(LONGEST) > 0 ? null : new RouteLimit(requests, period);
    }

    /** So many times as much. */
    public RouteLimit times(int factor) {
        return new RouteLimit(requests * factor, period);
    }

    @Override
    public String toString() {
        return requests + "/" + period.toSeconds() + "s";
    }
}

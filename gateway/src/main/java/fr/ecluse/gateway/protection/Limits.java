package fr.ecluse.gateway.protection;

import fr.ecluse.gateway.settings.Settings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one address may send before it is told to wait. As text, it is what a standing order keeps and the audit quotes.
 *
 * @param perSecond requests a second for long, 1 to 100,000
 * @param burst what may come at once, 10 to 1,000,000, and never more than comes back in ten minutes
 * @param schoolFactor how many times as much a school's network may send, 1 to 1,000
 */
public record Limits(int perSecond, int burst, int schoolFactor) {

    private static final Pattern TEXT =
            Pattern.compile("per-second=([0-9]{1,7}) burst=([0-9]{1,7}) school-factor=([0-9]{1,7})");

    public static Limits of(Settings.Throttle settings) {
        return new Limits(settings.perSecond(), settings.burst(), settings.schoolFactor());
    }

    /** From {@link #text}; null if this version can't read it, or must not obey it. */
    public static @Nullable Limits read(@Nullable String text) {
        Matcher written = TEXT.matcher(text == null ? "" : text);
        if (!written.matches()) {
            return null;
        }
        Limits limits = new Limits(
                Integer.parseInt(written.group(1)),
                Integer.parseInt(written.group(2)),
                Integer.parseInt(written.group(3)));
        return limits.fault() == null ? limits : null;
    }

    public String text() {
        return "per-second=" + perSecond + " burst=" + burst + " school-factor=" + schoolFactor;
    }

    /** The first number that is out of its bounds; null if none is. */
    public @Nullable Fault fault() {
        if (perSecond < 1 || perSecond > Settings.Throttle.MOST_PER_SECOND) {
            return new Fault("perSecond", 1, Settings.Throttle.MOST_PER_SECOND);
        }
        int mostBurst = Settings.Throttle.mostBurst(perSecond);
        if (burst < Settings.Throttle.LEAST_BURST || burst > mostBurst) {
            return new Fault("burst", Settings.Throttle.LEAST_BURST, mostBurst);
        }
        return schoolFactor < 1 || schoolFactor > Settings.Throttle.MOST_SCHOOL_FACTOR
                ? new Fault("schoolFactor", 1, Settings.Throttle.MOST_SCHOOL_FACTOR)
                : null;
    }

    /** A number and the bounds that it should have. */
    public record Fault(String name, int from, int to) {}
}

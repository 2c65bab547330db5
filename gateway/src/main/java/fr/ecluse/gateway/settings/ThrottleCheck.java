package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.Settings.Throttle;
import org.jspecify.annotations.Nullable;

/** {@code ecluse.throttle}. */
final class ThrottleCheck {

    private static final String KEY = "ecluse.throttle.";

    private final Findings findings;

    ThrottleCheck(Findings findings) {
        this.findings = findings;
    }

    Throttle check(RawSettings.Throttle raw) {
        Throttle usual = Throttle.USUAL;
        int perSecond = number("per-second", raw.perSecond(), usual.perSecond(), 1, Throttle.MOST_PER_SECOND);
        int mostBurst = Throttle.mostBurst(perSecond);
        return new Throttle(
                perSecond,
                number("burst", raw.burst(), Math.min(usual.burst(), mostBurst), Throttle.LEAST_BURST, mostBurst),
                number("school-factor", raw.schoolFactor(), usual.schoolFactor(), 1, Throttle.MOST_SCHOOL_FACTOR));
    }

    private int number(String key, @Nullable String text, int ifAbsent, int from, int to) {
        return text == null ? ifAbsent : findings.number(KEY + key, text, from, to);
    }
}

package fr.ecluse.gateway.admission;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How strictly the whole ENT is kept: the operators' switch. A login is asked for in every mode, on the routes that need one.
 *
 * <table>
 *   <caption>What each mode does</caption>
 *   <tr><th></th><th>rules and ceilings</th><th>seats</th><th>whoever has none</th></tr>
 *   <tr><td>{@link #ON}</td><td>decide</td><td>are taken</td><td>takes one, or waits</td></tr>
 *   <tr><td>{@link #OBSERVE}</td><td>are only counted</td><td>are taken, beyond the ceiling too</td><td>takes one</td></tr>
 *   <tr><td>{@link #HOLD}</td><td>decide</td><td>stay with whoever has one</td><td>waits, and nobody is called</td></tr>
 *   <tr><td>{@link #OFF}</td><td>are not asked</td><td>are not asked for</td><td>passes</td></tr>
 * </table>
 */
public enum Mode {
    ON,
    OBSERVE,
    HOLD,
    OFF;

    /** Whether rules and ceilings decide about anybody; if not, everybody passes who may be known. */
    public boolean decides() {
        return this == ON || this == HOLD;
    }

    /** As operators write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode of that word; null if there is none. */
    public static @Nullable Mode of(@Nullable String word) {
        for (Mode mode : values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        return null;
    }
}

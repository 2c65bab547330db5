package fr.ecluse.policy;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is read in the light of, and its file does not say.
 *
 * @param today lets the loader warn of a school calendar that ends soon; {@code null}: it does not
 * @param schoolCalendar an académie, zone or territory in the place of the file's own; {@code null}: the file's own
 */
public record Circumstances(
        @Nullable LocalDate today, @Nullable String schoolCalendar) {

    public static final Circumstances NONE = new Circumstances(null, null);

    public static Circumstances on(LocalDate today) {
        return new Circumstances(today, null);
    }
}

package fr.ecluse.policy.week;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Instants as people say them and as machines write them, on a territory's clock. Immutable. */
public record Moments(ZoneId zone, Locale locale) {

    private static final int LAST_YEAR = 9999;

    /**
     * {@code mardi 24 novembre 2026 à 18 h}, {@code Tuesday 24 November 2026 at 18:00}; of an hour that happens twice because
     * the clocks are put back, also which time it is.
     */
    public String say(Instant instant) {
        ZonedDateTime wall = instant.atZone(zone);
        String at = french() ? " à " : " at ";
        return day(wall.toLocalDate()) + at + hour(wall.toLocalTime()) + whichTime(wall);
    }

    /** {@code mardi 1er décembre 2026}, {@code Tuesday 1 December 2026}. */
    public String day(LocalDate day) {
        return DateTimeFormatter.ofPattern("EEEE ", locale).format(day) + date(day);
    }

    /** {@code 1er décembre 2026}, {@code 1 December 2026}. */
    public String date(LocalDate day) {
        String pattern = french() && day.getDayOfMonth() == 1 ? "d'er' MMMM uuuu" : "d MMMM uuuu";
        return DateTimeFormatter.ofPattern(pattern, locale).format(day);
    }

    /** {@code 10 h 04}, {@code 10:04}: to the minute, of an instant whose day is known. */
    public String hour(Instant instant) {
        ZonedDateTime wall = instant.atZone(zone).truncatedTo(ChronoUnit.MINUTES);
        return hour(wall.toLocalTime()) + whichTime(wall);
    }

    /** {@code 18 h}, {@code 8 h 30}; {@code 18:00}. */
    String hour(LocalTime time) {
        String pattern = french() ? (time.getMinute() == 0 ? "H 'h'" : "H 'h' mm") : "HH:mm";
        return DateTimeFormatter.ofPattern(time.getSecond() == 0 ? pattern : "HH:mm:ss", locale)
                .format(time);
    }

    /** The same of minutes after midnight, 0 to 1440: the end of a day is {@code 24 h}. */
    String hour(int minute) {
        if (minute == Piece.DAY) {
            return french() ? "24 h" : "24:00";
        }
        return hour(LocalTime.of(minute / 60, minute % 60));
    }

    /** For machines, to the minute and with the offset that holds there: {@code 2026-11-24T18:00+01:00}. */
    public String iso(Instant instant) {
        return instant.atZone(zone).toOffsetDateTime().toString();
    }

    /** For machines, to the nearest second; {@code null} for null and for never. */
    @Nullable
    String isoSeconds(@Nullable Instant instant) {
        return instant == null || instant.equals(Instant.MAX)
                ? null
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        instant.plusMillis(500).truncatedTo(ChronoUnit.SECONDS).atZone(zone));
    }

    /**
     * What somebody typed: wall time ({@code 2026-11-24T08:30}), or an instant when an offset is given. A space may stand for
     * the {@code T}, or for the {@code +} of an offset, which a URL loses. Empty if it is neither, or no year of four digits.
     */
    public Optional<Instant> read(String typed) {
        String text = typed.strip();
        String given = text.replace(' ', text.indexOf('T') < 0 ? 'T' : '+');
        try {
            return sane(LocalDateTime.parse(given).atZone(zone).toOffsetDateTime());
        } catch (DateTimeException notLocal) {
            try {
                return sane(OffsetDateTime.parse(given));
            } catch (DateTimeException notADate) {
                return Optional.empty();
            }
        }
    }

    private static Optional<Instant> sane(OffsetDateTime time) {
        return time.getYear() < 1 || time.getYear() > LAST_YEAR ? Optional.empty() : Optional.of(time.toInstant());
    }

    private String whichTime(ZonedDateTime wall) {
        if (!isTwice(wall.toLocalDateTime())) {
            return "";
        }
        boolean first =
                wall.getOffset().equals(wall.withEarlierOffsetAtOverlap().getOffset());
        return french()
                ? (first ? ", la première fois" : ", la seconde fois")
                : first ? ", the first time" : ", the second time";
    }

    boolean isTwice(LocalDateTime wall) {
        return zone.getRules().getValidOffsets(wall).size() > 1;
    }

    private boolean french() {
        return locale.getLanguage().equals("fr");
    }
}

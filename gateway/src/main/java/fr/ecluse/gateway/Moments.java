package fr.ecluse.gateway;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as people say them, on a territory's clock. */
record Moments(ZoneId zone, Locale locale) {

    /** {@code mardi 24 novembre 2026 à 18 h}, {@code Tuesday 24 November 2026 at 18:00}. */
    String say(Instant instant) {
        ZonedDateTime wall = instant.atZone(zone);
        boolean french = locale.getLanguage().equals("fr");
        String pattern = french ? "EEEE d MMMM uuuu 'à' " : "EEEE d MMMM uuuu 'at' ";
        return DateTimeFormatter.ofPattern(pattern, locale).format(wall) + say(wall.toLocalTime());
    }

    private String say(LocalTime time) {
        boolean french = locale.getLanguage().equals("fr");
        String pattern = french ? (time.getMinute() == 0 ? "H 'h'" : "H 'h' mm") : "HH:mm";
        return DateTimeFormatter.ofPattern(time.getSecond() == 0 ? pattern : "HH:mm:ss", locale)
                .format(time);
    }

    /** For machines, with the offset that holds there: {@code 2026-11-24T18:00+01:00}. */
    String iso(Instant instant) {
        return instant.atZone(zone).toOffsetDateTime().toString();
    }
}

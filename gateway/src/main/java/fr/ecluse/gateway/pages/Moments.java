package fr.ecluse.gateway.pages;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/** Instants and durations in the words of one language, by the wall clock of whoever gives them. */
final class Moments {

    private final Texts texts;
    private final DateTimeFormatter day;
    private final DateTimeFormatter firstOfMonth;

    Moments(Texts texts) {
        Locale locale = texts.language().locale();
        this.texts = texts;
        this.day = DateTimeFormatter.ofPattern("EEEE d MMMM", locale);
        this.firstOfMonth =
                texts.language() == Language.FRENCH ? DateTimeFormatter.ofPattern("EEEE d'er' MMMM", locale) : day;
    }

    /** {@code 18 h}, {@code 8 h 30}; {@code 18:00}. */
    String hour(ZonedDateTime at) {
        int minute = at.getMinute();
        if (texts.language() == Language.ENGLISH) {
            return twoDigits(at.getHour()) + ":" + twoDigits(minute);
        }
        return texts.noBreaks(at.getHour() + " h" + (minute == 0 ? "" : " " + twoDigits(minute)));
    }

    /** {@code mardi 24 novembre}, {@code mardi 1er décembre}; {@code Tuesday 24 November}. */
    String day(ZonedDateTime at) {
        return (at.getDayOfMonth() == 1 ? firstOfMonth : day).format(at);
    }

    /** The sentence that says when the door opens, as seen from {@code now}. */
    String reopening(ZonedDateTime now, ZonedDateTime at) {
        long days = ChronoUnit.DAYS.between(now.toLocalDate(), at.toLocalDate());
        String when = days == 0 ? "today" : days == 1 ? "tomorrow" : "later";
        return texts.text("reopens." + when, Map.of("hour", hour(at), "day", day(at)));
    }

    /** When the answer was given, to the minute. */
    String stamp(ZonedDateTime now) {
        return texts.text("stamp", Map.of("day", day(now) + " " + now.getYear(), "hour", hour(now)));
    }

    /** {@code dans environ 30 secondes}. */
    String soon(Duration wait) {
        long seconds = wait.toSeconds() + (wait.toNanosPart() > 0 ? 1 : 0);
        if (seconds <= 5) {
            return texts.text("soon.moment");
        }
        if (seconds < 60) {
            return texts.text("soon.seconds", Map.of("n", Long.toString((seconds + 9) / 10 * 10)));
        }
        long minutes = (seconds + 59) / 60;
        return texts.text(minutes == 1 ? "soon.minute" : "soon.minutes", Map.of("n", Long.toString(minutes)));
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}

package fr.ecluse.gateway.pages;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Instants and durations in the words of one language, by the wall clock of whoever gives them. */
final class Moments {

    private final Texts texts;
    private final Pattern day;
    private final Pattern date;

    Moments(Texts texts) {
        this.texts = texts;
        this.day = new Pattern(texts, "day");
        this.date = new Pattern(texts, "date");
    }

    /** {@code 18 h}, {@code 8 h 30}; {@code 18:00}. */
    String hour(ZonedDateTime at) {
        return texts.noBreaks(texts.text(
                at.getMinute() == 0 ? "hour.whole" : "hour.minutes",
                Map.of(
                        "h", Integer.toString(at.getHour()),
                        "hh", twoDigits(at.getHour()),
                        "mm", twoDigits(at.getMinute()))));
    }

    /** {@code mardi 24 novembre}, {@code mardi 1er décembre}; {@code Tuesday 24 November}. */
    String day(ZonedDateTime at) {
        return day.format(at);
    }

    /** The sentence that says when the door opens, as seen from {@code now}. */
    String reopening(ZonedDateTime now, ZonedDateTime at) {
        long days = ChronoUnit.DAYS.between(now.toLocalDate(), at.toLocalDate());
        String when = days == 0 ? "today" : days == 1 ? "tomorrow" : "later";
        return texts.text("reopens." + when, Map.of("hour", hour(at), "day", day(at)));
    }

    /** When the answer was given, to the minute. */
    String stamp(ZonedDateTime now) {
        return texts.text("stamp", Map.of("date", date.format(now), "hour", hour(now)));
    }

    /** {@code dans environ 30 secondes}. */
    String soon(Duration wait) {
        long seconds = wait.toSeconds() + (wait.toNanosPart() > 0 ? 1 : 0);
        if (seconds <= 5) {
            return texts.text("soon.moment");
        }
        return seconds < 60
                ? texts.counted("soon.seconds", (seconds + 9) / 10 * 10)
                : texts.counted("soon.minutes", (seconds + 59) / 60);
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    /** How a language writes dates, with another way for the first of a month where it has one. */
    private record Pattern(DateTimeFormatter usual, DateTimeFormatter first) {

        Pattern(Texts texts, String key) {
            this(formatter(texts, key), formatter(texts, texts.has(key + ".first") ? key + ".first" : key));
        }

        private static DateTimeFormatter formatter(Texts texts, String key) {
            return DateTimeFormatter.ofPattern(texts.text(key), texts.language().locale());
        }

        String format(ZonedDateTime at) {
            return (at.getDayOfMonth() == 1 ? first : usual).format(at);
        }
    }
}

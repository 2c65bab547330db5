package fr.ecluse.gateway.report;

import fr.ecluse.gateway.report.DayReport.Figures;
import fr.ecluse.policy.week.Moments;
import java.text.MessageFormat;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** How a report is told, in French or English. */
final class ReportWords {

    private static final ResourceBundle.Control NO_DETOUR_BY_THE_MACHINES_LOCALE =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final long SURE_UP_TO = 100;
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    private final DayReport report;
    private final Locale locale;
    private final ResourceBundle words;
    private final Moments moments;

    ReportWords(DayReport report, Locale locale) {
        this.report = report;
        this.locale = locale;
        this.words =
                ResourceBundle.getBundle("fr.ecluse.gateway.report.words", locale, NO_DETOUR_BY_THE_MACHINES_LOCALE);
        this.moments = new Moments(ZoneId.of(report.timeZone()), locale);
    }

    String say(String key, @Nullable Object... arguments) {
        return new MessageFormat(words.getString(key), locale).format(arguments);
    }

    /** {@code mardi 24 novembre 2026}. */
    String day() {
        return moments.day(LocalDate.parse(report.day()));
    }

    String moment(String iso) {
        return moments.say(OffsetDateTime.parse(iso).toInstant().truncatedTo(ChronoUnit.MINUTES));
    }

    /** The hour alone, of an instant of the day itself. */
    String hour(String iso) {
        return moments.hour(OffsetDateTime.parse(iso).toInstant());
    }

    /** How the day is told first: a sentence for each role of which somebody tried. */
    List<Sentence> sentences() {
        List<Sentence> sentences = new ArrayList<>();
        for (Map.Entry<String, Figures> role : report.byRole().entrySet()) {
            Figures figures = role.getValue();
            if (figures.tried() > 0) {
                sentences.add(new Sentence(sentence(role.getKey(), figures), figures));
            }
        }
        return sentences;
    }

    /** @param figures what it says in words */
    record Sentence(String text, Figures figures) {}

    private String sentence(String role, Figures figures) {
        if (figures.seated() == figures.tried()) {
            return isSure(figures)
                    ? say("sentence.all", role(role), figures.tried())
                    : say("sentence.nearly-all", ofRole(role), figures.tried());
        }
        if (figures.seated() == 0) {
            return say("sentence.none", role(role), figures.tried());
        }
        long percent = percent(figures);
        return say(
                "sentence",
                percent == 0 ? say("less-than-one") : Long.toString(percent),
                ofRole(role),
                figures.seated(),
                figures.tried());
    }

    private String ofRole(String role) {
        return words.containsKey("role.of." + role) ? say("role.of." + role) : say("role.of.other", role);
    }

    /** Of many people, two estimates that are equal may hide a few who could not. */
    private static boolean isSure(Figures figures) {
        return figures.tried() <= SURE_UP_TO;
    }

    String role(String role) {
        return words.containsKey("role." + role) ? say("role." + role) : say("role.other", role);
    }

    /** Of those who tried; never rounded up. */
    String share(Figures figures) {
        if (figures.tried() == 0) {
            return say("none");
        }
        if (figures.seated() == figures.tried() && !isSure(figures)) {
            return say("percent.nearly");
        }
        long percent = percent(figures);
        return percent == 0 && figures.seated() > 0 ? say("percent.less") : say("percent", percent);
    }

    static long percent(Figures figures) {
        return figures.tried() == 0 ? 0 : 100 * figures.seated() / figures.tried();
    }

    String number(long number) {
        return new MessageFormat("{0}", locale).format(new Object[] {number});
    }

    /** A dash for null. */
    String duration(@Nullable Long seconds) {
        if (seconds == null) {
            return say("none");
        }
        long hours = seconds / HOUR;
        long minutes = seconds % HOUR / MINUTE;
        if (hours > 0) {
            return minutes == 0 ? say("hours", hours) : say("hours.minutes", hours, minutes);
        }
        long rest = seconds % MINUTE;
        return minutes == 0
                ? say("seconds", rest)
                : rest == 0 ? say("minutes", minutes) : say("minutes.seconds", minutes, rest);
    }
}

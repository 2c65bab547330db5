package fr.ecluse.policy.compile;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Scalar;
import fr.ecluse.policy.source.Node.Sequence;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Scalars to values. Whatever can't be read is reported, with the right spelling where the meaning is plain, and empty. */
final class Values {

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2100;
    private static final Pattern THOUSANDS = Pattern.compile("[0-9]{1,3}([ _.,'’\u00A0\u202F][0-9]{3}){1,5}");
    private static final Pattern DURATION = Pattern.compile("0*([0-9]{1,6})([smh])");
    private static final Pattern LOOSE_DURATION =
            Pattern.compile("([0-9]{1,6})\\s*(s|sec|secondes?|seconds?|m|mn|min|minutes?|h|heures?|hours?)?\\.?");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,2}):([0-9]{2})");
    private static final Pattern LOOSE_TIME =
            Pattern.compile("([0-9]{1,2})\\s*(?:[hH:.]\\s*([0-9]{2})?(?:[:.][0-9]{2})?)?\\s*(?:min)?");
    private static final int LONGEST_TIME = 40;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern FRENCH_DATE = Pattern.compile("([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})");

    private final IssueLog issues;

    Values(IssueLog issues) {
        this.issues = issues;
    }

    Optional<Scalar> scalar(Node node, String key) {
        if (node instanceof Scalar scalar) {
            return Optional.of(scalar);
        }
        issues.report(IssueCode.EXPECTED_VALUE, node.place(), key);
        return Optional.empty();
    }

    /** A sentence or a name: not blank, at most so many characters. */
    Optional<String> text(Node node, String key, int longest) {
        return scalar(node, key).flatMap(scalar -> {
            String text = scalar.text().strip();
            if (text.isEmpty() || scalar.isEmpty()) {
                issues.report(IssueCode.EMPTY_VALUE, scalar.place(), key);
                return Optional.empty();
            }
            if (text.codePointCount(0, text.length()) > longest) {
                issues.report(IssueCode.TEXT_TOO_LONG, scalar.place(), key, Integer.toString(longest));
                return Optional.empty();
            }
            return Optional.of(text);
        });
    }

    /** The scalars of a list; one value alone counts as a list of one. */
    List<Scalar> words(Node node, String key) {
        if (node instanceof Scalar scalar) {
            return List.of(scalar);
        }
        if (!(node instanceof Sequence sequence)) {
            issues.report(IssueCode.EXPECTED_LIST, node.place(), key);
            return List.of();
        }
        if (sequence.items().isEmpty()) {
            issues.report(IssueCode.EMPTY_LIST, sequence.place(), key);
        }
        return sequence.items().stream()
                .flatMap(item -> scalar(item, key).stream())
                .toList();
    }

    /** A whole number within bounds. */
    OptionalInt number(Node node, String key, int least, int most) {
        Optional<Scalar> scalar = scalar(node, key);
        if (scalar.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = scalar.get().text().strip();
        if (!text.matches("-?0*[0-9]{1,18}")) {
            String digits = THOUSANDS.matcher(text).matches() ? text.replaceAll("[^0-9]", "") : null;
            issues.suggest(digits, IssueCode.INVALID_NUMBER, node.place(), key, text);
            return OptionalInt.empty();
        }
        long number = Long.parseLong(text);
        if (number < least || number > most) {
            issues.report(
                    IssueCode.NUMBER_OUT_OF_RANGE,
                    node.place(),
                    key,
                    text,
                    Integer.toString(least),
                    Integer.toString(most));
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) number);
    }

    /** A percentage, {@code 0%} to {@code 100%}. */
    OptionalInt percentage(Node node, String key) {
        Optional<Scalar> scalar = scalar(node, key);
        if (scalar.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = scalar.get().text().strip();
        if (text.matches("[0-9]{1,3}%") && Integer.parseInt(text.substring(0, text.length() - 1)) <= 100) {
            return OptionalInt.of(Integer.parseInt(text.substring(0, text.length() - 1)));
        }
        Matcher bare = Pattern.compile("([0-9]{1,2}|100)\\s*%?").matcher(text);
        issues.suggest(
                bare.matches() ? bare.group(1) + "%" : null, IssueCode.INVALID_PERCENTAGE, node.place(), key, text);
        return OptionalInt.empty();
    }

    /** A duration within bounds: {@code 90s}, {@code 10m}, {@code 8h}. */
    Optional<Duration> duration(Node node, String key, Duration least, Duration most) {
        return scalar(node, key).flatMap(scalar -> {
            String text = scalar.text().strip();
            Matcher exact = DURATION.matcher(text);
            if (!exact.matches()) {
                issues.suggest(looseDuration(text), IssueCode.INVALID_DURATION, node.place(), key, text);
                return Optional.empty();
            }
            Duration duration = Durations.of(Long.parseLong(exact.group(1)), exact.group(2));
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                issues.report(
                        IssueCode.DURATION_OUT_OF_RANGE,
                        node.place(),
                        key,
                        text,
                        Durations.written(least),
                        Durations.written(most));
                return Optional.empty();
            }
            return Optional.of(duration);
        });
    }

    private static @Nullable String looseDuration(String text) {
        Matcher loose = LOOSE_DURATION.matcher(text);
        if (!loose.matches()) {
            return null;
        }
        return loose.group(1) + (loose.group(2) == null ? "m" : loose.group(2).substring(0, 1));
    }

    /** Minutes after midnight, 0 to 1440. */
    OptionalInt time(Node node, String key) {
        Optional<Scalar> scalar = scalar(node, key);
        if (scalar.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = scalar.get().text().strip();
        Matcher exact = TIME.matcher(text);
        if (exact.matches()) {
            OptionalInt minute = minute(exact.group(1), exact.group(2));
            if (minute.isPresent()) {
                return minute;
            }
        }
        issues.suggest(looseTime(text), IssueCode.INVALID_TIME, node.place(), key, text);
        return OptionalInt.empty();
    }

    private static OptionalInt minute(String hours, String minutes) {
        int h = Integer.parseInt(hours);
        int m = Integer.parseInt(minutes);
        return h < 24 && m < 60 || h == 24 && m == 0 ? OptionalInt.of(h * 60 + m) : OptionalInt.empty();
    }

    private static @Nullable String looseTime(String text) {
        Matcher loose = LOOSE_TIME.matcher(text);
        // A longer text is no hour, and spaces upon spaces would keep the pattern busy.
        if (text.length() > LONGEST_TIME || !loose.matches()) {
            return null;
        }
        OptionalInt minute = minute(loose.group(1), loose.group(2) == null ? "00" : loose.group(2));
        return minute.isPresent() ? String.format("%02d:%02d", minute.getAsInt() / 60, minute.getAsInt() % 60) : null;
    }

    /** A date that exists, {@code 2026-11-24}. */
    Optional<LocalDate> date(String text, Node node, String key) {
        Optional<LocalDate> date = parsed(text);
        if (date.isEmpty()) {
            Matcher french = FRENCH_DATE.matcher(text);
            String meant = french.matches()
                    ? parsed(String.format(
                                    "%s-%02d-%02d",
                                    french.group(3),
                                    Integer.parseInt(french.group(2)),
                                    Integer.parseInt(french.group(1))))
                            .map(LocalDate::toString)
                            .orElse(null)
                    : null;
            issues.suggest(meant, IssueCode.INVALID_DATE, node.place(), key, text);
        }
        date.filter(day -> day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR)
                .ifPresent(day -> issues.report(IssueCode.DATE_OUT_OF_RANGE, node.place(), key, text));
        return date;
    }

    private static Optional<LocalDate> parsed(String text) {
        if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text, DATE));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

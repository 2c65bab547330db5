package fr.ecluse.gateway.pages;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How long a wait may take, as a range in words: a number would be taken for a promise.
 *
 * <p>Both ends are moved outwards to round durations, so that what was true stays true. The script does the same.
 */
final class Ranges {

    /** Where ranges begin and end, in minutes. */
    private static final List<Integer> EDGES = List.of(1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120);

    private static final int HOUR = 60;

    private final Texts texts;

    Ranges(Texts texts) {
        this.texts = texts;
    }

    /** {@code environ 5 à 10 minutes}. */
    String of(Page.Estimate estimate) {
        int from = 0;
        while (from < EDGES.size() && minutes(EDGES.get(from)).compareTo(estimate.atLeast()) <= 0) {
            from++;
        }
        int to = from;
        while (to < EDGES.size() && minutes(EDGES.get(to)).compareTo(estimate.atMost()) < 0) {
            to++;
        }
        if (to == 0) {
            return texts.text("range.moment");
        }
        if (to == EDGES.size()) {
            return texts.text("range.over", Map.of("from", words(EDGES.get(Math.max(from, 1) - 1))));
        }
        String end = words(EDGES.get(to));
        return from == 0
                ? texts.text("range.under", Map.of("to", end))
                : texts.text("range.between", Map.of("from", start(EDGES.get(from - 1), EDGES.get(to)), "to", end));
    }

    /** The round durations for the script, in seconds and in words: {@code 60:1 minute|120:2 minutes|…}. */
    String forScript() {
        return EDGES.stream().map(edge -> edge * 60 + ":" + words(edge)).collect(Collectors.joining("|"));
    }

    private String words(int edge) {
        return texts.text("wait." + edge);
    }

    /** Without its unit where the end says the same one: 5 à 10 minutes, but 45 minutes à 1 h. */
    private String start(int from, int to) {
        String words = words(from);
        String number = Integer.toString(from);
        return to < HOUR && words.startsWith(number) ? number : words;
    }

    private static Duration minutes(int edge) {
        return Duration.ofMinutes(edge);
    }
}

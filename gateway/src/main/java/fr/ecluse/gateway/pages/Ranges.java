package fr.ecluse.gateway.pages;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How long a wait may take, as a range in words: a number would be taken for a promise. */
final class Ranges {

    /** Where one range ends and the next begins, in minutes. */
    private static final List<Integer> EDGES = List.of(0, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120);

    private static final int HOUR = 60;

    private final Texts texts;
    private final List<String> words = new ArrayList<>();
    private final String script;

    Ranges(Texts texts) {
        this.texts = texts;
        StringBuilder all = new StringBuilder();
        for (int above = 1; above < EDGES.size(); above++) {
            words.add(between(EDGES.get(above - 1), EDGES.get(above)));
            all.append(EDGES.get(above) * 60L)
                    .append(':')
                    .append(words.get(above - 1))
                    .append('|');
        }
        words.add(texts.text("range.long", Map.of("from", hours(EDGES.get(EDGES.size() - 1)))));
        this.script = all.append(':').append(words.get(words.size() - 1)).toString();
    }

    /** {@code environ 5 à 10 minutes}. */
    String of(Duration wait) {
        int above = 1;
        while (above < EDGES.size() && wait.compareTo(Duration.ofMinutes(EDGES.get(above))) >= 0) {
            above++;
        }
        return words.get(above - 1);
    }

    /** All of them for the script, each with the second before which it ends: {@code 60:moins d’une minute|…|:plus de 2 h}. */
    String forScript() {
        return script;
    }

    private String between(int from, int to) {
        if (from == 0) {
            return texts.text("range.short");
        }
        return to <= HOUR
                ? texts.text("range.minutes", Map.of("from", Integer.toString(from), "to", Integer.toString(to)))
                : texts.text("range.hours", Map.of("from", hours(from), "to", hours(to)));
    }

    private String hours(int minutes) {
        String key = minutes % HOUR == 0 ? "hours.whole" : "hours.and";
        return texts.noBreaks(texts.text(
                key, Map.of("hours", Integer.toString(minutes / HOUR), "minutes", Integer.toString(minutes % HOUR))));
    }
}

package fr.ecluse.gateway.telemetry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a gateway tells Prometheus, by name of the sample: the labels of each series.
 *
 * @param series of each name, in the order of the scrape
 */
record Exported(Map<String, List<Map<String, String>>> series) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    static Exported of(String scrape) {
        Map<String, List<Map<String, String>>> series = new TreeMap<>();
        for (String line : scrape.lines().toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new AssertionError("no sample: " + line);
                }
                series.computeIfAbsent(sample.group(1), name -> new ArrayList<>())
                        .add(labels(sample.group(2)));
            }
        }
        return new Exported(series);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        int end = 0;
        while (label.find() && label.start() == end) {
            labels.put(label.group(1), label.group(2));
            end = label.end();
        }
        if (text != null && end != text.length()) {
            throw new AssertionError("no labels: " + text);
        }
        return labels;
    }

    Set<String> names() {
        return series.keySet();
    }

    /** The labels that any series of this name has. */
    Set<String> labelsOf(String name) {
        Set<String> labels = new HashSet<>();
        series.getOrDefault(name, List.of()).forEach(each -> labels.addAll(each.keySet()));
        return labels;
    }

    /** The values that this label takes anywhere under this name. */
    Set<String> valuesOf(String name, String label) {
        Set<String> values = new HashSet<>();
        series.getOrDefault(name, List.of()).forEach(each -> {
            if (each.containsKey(label)) {
                values.add(each.get(label));
            }
        });
        return values;
    }
}

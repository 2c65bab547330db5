package fr.ecluse.bench.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table: one line a figure, printed as soon as it is known. */
final class Figures {

    private final PrintStream out;
    private final List<String> lines = new ArrayList<>(List.of("| | figure | bar | |", "|---|---|---|---|"));

    /** On which side of its bar a figure should be. */
    enum Bar {
        BELOW,
        AT_MOST,
        AT_LEAST
    }

    /** @param out where lines are shown at once */
    Figures(PrintStream out) {
        this.out = out;
        lines.forEach(out::println);
    }

    /** @param decimals shown */
    void add(String name, double figure, int decimals, String unit, Bar bar, double height) {
        boolean kept = switch (bar) {
            case BELOW -> figure < height;
            case AT_MOST -> figure <= height;
            case AT_LEAST -> figure >= height;
        };
        String sign = switch (bar) {
            case BELOW -> "<";
            case AT_MOST -> "≤";
            case AT_LEAST -> "≥";
        };
        int barDecimals = height == Math.rint(height) ? 0 : decimals;
        add(name, number(figure, decimals) + unit, sign + " " + number(height, barDecimals) + unit, kept ? "✓" : "✗");
    }

    /** A figure that is there to be compared with. */
    void add(String name, double figure, int decimals, String unit) {
        add(name, number(figure, decimals) + unit, "", "");
    }

    private void add(String name, String figure, String bar, String verdict) {
        String line = "| " + name + " | " + figure + " | " + bar + " | " + verdict + " |";
        lines.add(line);
        out.println(line);
    }

    /** Words beside the table. */
    void say(String sentence) {
        lines.add("");
        lines.add(sentence);
        out.println("\n" + sentence);
    }

    void write(Path file) throws IOException {
        Files.write(file, lines);
    }

    static String number(double figure, int decimals) {
        return String.format(Locale.ENGLISH, "%,." + decimals + "f", figure);
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}

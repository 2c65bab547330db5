package fr.ecluse.gateway;

import java.util.ArrayList;
import java.util.List;

/** Rows with aligned columns for a terminal: the first to the left, numbers to the right, the last one unpadded. */
final class Table {

    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int leftColumns;

    /** @param leftColumns how many of the first columns are text; the others are numbers */
    Table(int leftColumns) {
        this.leftColumns = leftColumns;
    }

    /** What comes from people may not steer a terminal: controls are spaces. */
    Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell.toString().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " "));
        }
        rows.add(row);
        return this;
    }

    List<String> lines() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP).append(i < leftColumns ? cell + padding : padding + cell);
        }
        return line.toString().stripTrailing();
    }
}

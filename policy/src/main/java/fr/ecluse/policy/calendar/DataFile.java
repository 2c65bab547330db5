package fr.ecluse.policy.calendar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The form of this package's data files: cells between semicolons, one entry a line, comments behind {@code #}. */
final class DataFile {

    private DataFile() {}

    /** An entry that knows its place. Whatever can't be read of it is a fault. */
    record Line(String file, int number, List<String> cells) {

        String cell(int index) {
            return cells.get(index);
        }

        void expect(int atLeast, int atMost) {
            if (cells.size() < atLeast || cells.size() > atMost) {
                throw fault(cells.size() + " cells");
            }
            if (cells.contains("")) {
                throw fault("an empty cell");
            }
        }

        LocalDate date(int index) {
            try {
                return LocalDate.parse(cell(index));
            } catch (DateTimeException e) {
                throw fault("\"" + cell(index) + "\" is no date");
            }
        }

        /** What stands between the commas of a cell. */
        List<String> names(int index) {
            List<String> names = List.of(cell(index).split("\\s*,\\s*", -1));
            if (names.contains("")) {
                throw fault("an empty name");
            }
            return names;
        }

        IllegalArgumentException fault(String what) {
            return new IllegalArgumentException(file + ":" + number + ": " + what);
        }
    }

    static List<Line> bundled(String file) {
        try (InputStream stream = Objects.requireNonNull(DataFile.class.getResourceAsStream(file), file)) {
            return lines(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Line> lines(String file, String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(new Line(file, number, List.of(line.strip().split("\\s*;\\s*", -1))));
            }
        }
        return lines;
    }
}

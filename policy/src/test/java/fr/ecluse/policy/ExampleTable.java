package fr.ecluse.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code attendu.txt} beside an example: what its policy does, as a person reads it. Three headings: {@code [places]},
 * a week in blocks, and dated questions. Columns are two or more spaces apart.
 *
 * @param places the lines of the seats, their spaces joined
 * @param monday first day of the week that is drawn
 */
record ExampleTable(List<String> places, LocalDate monday, List<Row> week, List<Question> questions) {

    static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy");
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("EEEE dd/MM/yyyy HH:mm", Locale.FRENCH);
    private static final List<String> DAYS = List.of("lun", "mar", "mer", "jeu", "ven", "sam", "dim");
    private static final String COLUMNS = " {2,}";

    /** Somebody, on the portal as a whole ({@code service} is {@code null}) or on one service. */
    record Visitor(Role role, @Nullable String service) {

        static Visitor of(String words) {
            String[] parts = words.strip().split(" sur ");
            return new Visitor(new Role(parts[0]), parts.length == 1 ? null : parts[1]);
        }

        @Override
        public String toString() {
            return service == null ? role.name() : role + " sur " + service;
        }
    }

    /** @param blocks such as {@code 00:00-08:00 admis | 08:00-24:00 refusé nuit} */
    record Row(Visitor visitor, LocalDate day, String blocks) {}

    /** @param until empty for somebody admitted */
    record Question(LocalDateTime moment, Visitor visitor, String answer, String until) {}

    static ExampleTable read(Path file) throws IOException {
        List<String> places = new ArrayList<>();
        List<Row> week = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        LocalDate monday = LocalDate.MIN;
        List<Visitor> visitors = List.of();
        String heading = "";
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[semaine du ")) {
                monday = LocalDate.parse(line.substring("[semaine du ".length(), line.length() - 1), DAY);
            }
            if (line.startsWith("[")) {
                heading = line;
            } else if (heading.equals("[places]")) {
                places.add(line.strip().replaceAll(" +", " "));
            } else if (heading.equals("[questions]")) {
                questions.add(question(line));
            } else if (line.startsWith(" ")) {
                week.addAll(rows(visitors, monday, line));
            } else {
                visitors = List.of(line.split(",")).stream().map(Visitor::of).toList();
            }
        }
        return new ExampleTable(places, monday, week, questions);
    }

    private static List<Row> rows(List<Visitor> visitors, LocalDate monday, String line) {
        String[] cells = line.strip().split(COLUMNS, 2);
        List<String> days = cells[0].equals("tous les jours") ? DAYS : List.of(cells[0].split(" "));
        List<Row> rows = new ArrayList<>();
        for (Visitor visitor : visitors) {
            for (String day : days) {
                if (!DAYS.contains(day)) {
                    throw new IllegalArgumentException("« " + day + " » dans : " + line);
                }
                rows.add(new Row(visitor, monday.plusDays(DAYS.indexOf(day)), cells[1].strip()));
            }
        }
        return rows;
    }

    private static Question question(String line) {
        String[] cells = line.strip().split(COLUMNS);
        if (cells.length < 3 || cells.length > 4) {
            throw new IllegalArgumentException(line);
        }
        // The day's name is read too, so that a date with the wrong one is an error.
        LocalDateTime moment = LocalDateTime.parse(cells[0], MOMENT);
        return new Question(moment, Visitor.of(cells[1]), cells[2], cells.length == 4 ? cells[3] : "");
    }
}

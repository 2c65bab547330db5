package fr.ecluse.policy.week;

import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The difference between two policies in sentences. */
final class DifferenceWords {

    private final Words words;
    private final Phrases phrases;
    private final Function<Role, String> people;

    /** @param people how a role is called */
    DifferenceWords(Phrases phrases, Function<Role, String> people) {
        this.words = phrases.words();
        this.phrases = phrases;
        this.people = people;
    }

    /** {@code accès perdu}. */
    String what(Change change) {
        return words.say("change." + change.direction());
    }

    /** {@code parent et autre}; on a service, also which. */
    String who(Change change) {
        String roles = phrases.list(change.roles().stream().map(people).toList());
        return change.service() == null ? roles : words.say("change.on-service", roles, change.service());
    }

    String when(Change change) {
        return phrases.when(change.when());
    }

    /** {@code Plafond}. */
    String name(Difference.Figures figures) {
        Figure figure = figures.after() != null ? figures.after() : figures.before();
        return figure == null ? "" : name(figure);
    }

    String name(Figure figure) {
        String name = words.say("figure." + figure.kind());
        if (figure.service() != null) {
            return words.say("figure.of-service", name, figure.service());
        }
        return figure.role() == null ? name : words.say("figure.of-role", name, people.apply(figure.role()));
    }

    String before(Difference.Figures figures) {
        return figures.before() == null ? missing(figures.after()) : value(figures.before());
    }

    String after(Difference.Figures figures) {
        return figures.after() == null ? missing(figures.before()) : value(figures.after());
    }

    /** Of one policy only a service or a role can be missing. */
    private String missing(@Nullable Figure other) {
        return words.say(other != null && other.service() != null ? "figure.no-limit" : "figure.no-role");
    }

    String value(Figure figure) {
        String value = figure.value();
        if (value.isEmpty()) {
            return words.say(figure.kind().form() == Figure.Form.COUNT ? "figure.no-limit" : "figure.none");
        }
        return switch (figure.kind().form()) {
            case COUNT -> phrases.count(Long.parseLong(value));
            case PERCENT -> words.say("figure.percent", Integer.parseInt(value));
            case DURATION -> Phrases.duration(Duration.parse(value));
            case ROLES ->
                Arrays.stream(value.split(", "))
                        .map(name -> people.apply(new Role(name)))
                        .collect(Collectors.joining(", "));
            case TEXT -> value;
        };
    }

    /** What is said of the week as a whole when nobody gains or loses anything in it, and what comes after it. */
    List<String> remarks(Difference difference, Week week) {
        LocalDate until =
                LocalDate.ofInstant(difference.searchedUntil(), week.policy().timeZone());
        if (difference.isNothing()) {
            return List.of(words.say("change.nothing", phrases.moments().date(until)));
        }
        List<String> remarks = new ArrayList<>();
        if (!difference.unchanged().isEmpty()) {
            remarks.add(words.say("change.unchanged-services", phrases.list(difference.unchanged())));
        }
        if (!difference.changes().isEmpty()) {
            return remarks;
        }
        remarks.add(words.say("change.none-this-week"));
        Difference.Later later = difference.later();
        if (later == null) {
            remarks.add(words.say("change.none-later", phrases.moments().date(until)));
        } else {
            String who = people.apply(later.role());
            String where = later.service() == null ? who : words.say("change.on-service", who, later.service());
            remarks.add(words.say("change.later", phrases.moments().say(later.at()), where));
        }
        return remarks;
    }
}

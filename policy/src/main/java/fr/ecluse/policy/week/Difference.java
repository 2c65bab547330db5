package fr.ecluse.policy.week;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What changes from one policy to another: in a week, who gains or loses access when; at any time, the figures. Roles that only one
 * of them knows are told by its figures.
 *
 * @param against what the other policy, from which it changes, is called: such as the name of its file
 * @param changes of the portal as a whole; then, where services change otherwise, of each service
 * @param unchanged services on which nothing changes, although something does on the portal as a whole
 * @param figures those that are not the same
 * @param later the first change after the week; {@code null} if none was found, or if the week has some
 * @param searchedUntil how far {@code later} was looked for
 */
public record Difference(
        String against,
        List<Change> changes,
        List<String> unchanged,
        List<Figures> figures,
        @Nullable Later later,
        Instant searchedUntil) {

    private static final Duration HORIZON = Duration.ofDays(366);
    private static final int MOST_EDGES = 3000;

    /**
     * A figure that is not the same.
     *
     * @param before {@code null}: there was none
     * @param after {@code null}: there is none any more
     */
    public record Figures(@Nullable Figure before, @Nullable Figure after) {}

    /**
     * A change outside the week.
     *
     * @param service {@code null}: the portal as a whole
     */
    public record Later(Role role, @Nullable String service, Instant at) {}

    private record Theme(Direction direction, List<Stretch> when) {}

    public Difference {
        changes = List.copyOf(changes);
        unchanged = List.copyOf(unchanged);
        figures = List.copyOf(figures);
    }

    /** Whether nobody would notice, in that week or as far as was looked. */
    public boolean isNothing() {
        return changes.isEmpty() && figures.isEmpty() && later == null;
    }

    /**
     * Compares two policies.
     *
     * @param other from which it changes
     * @param week of the policy to which it changes
     */
    public static Difference between(Policy other, String against, Week week) {
        Pair pair = new Pair(other, week.policy());
        List<Change> changes = new ArrayList<>(changes(pair, week.service(), week.span()));
        List<String> unchanged = new ArrayList<>();
        boolean general = !changes.isEmpty();
        List<String> services = week.service() == null ? pair.services() : List.of();
        for (String service : services) {
            List<Change> here = changes(pair, service, week.span());
            if (here.isEmpty() && general) {
                unchanged.add(service);
            } else if (!sameBut(here, changes)) {
                changes.addAll(here);
            }
        }
        Instant horizon = week.span().end().plus(HORIZON);
        Search search = new Search(pair, week.span().end(), horizon);
        if (changes.isEmpty()) {
            search.on(week.service());
            services.forEach(search::on);
        }
        return new Difference(
                against, changes, unchanged, figures(other, week.policy()), search.first, search.searchedUntil);
    }

    private static boolean sameBut(List<Change> ofService, List<Change> ofAll) {
        List<Change> general =
                ofAll.stream().filter(change -> change.service() == null).toList();
        return general.equals(ofService.stream()
                .map(change -> new Change(change.roles(), null, change.direction(), change.when()))
                .toList());
    }

    private static List<Change> changes(Pair pair, @Nullable String service, Stretch span) {
        Map<Theme, List<Role>> themes = new LinkedHashMap<>();
        for (Role role : pair.roles()) {
            Map<Direction, List<Stretch>> changes = new EnumMap<>(Direction.class);
            for (Instant at = span.start(); at.isBefore(span.end()); ) {
                Verdict before = pair.before.verdict(role, service, at);
                Verdict after = pair.after.verdict(role, service, at);
                Instant until = earliest(before.until(), after.until(), span.end());
                Direction direction = Direction.of(before, after);
                if (direction != null) {
                    append(new Stretch(at, until), changes.computeIfAbsent(direction, first -> new ArrayList<>()));
                }
                at = until;
            }
            changes.forEach(
                    (direction, when) -> themes.computeIfAbsent(new Theme(direction, when), first -> new ArrayList<>())
                            .add(role));
        }
        return themes.entrySet().stream()
                .map(theme -> new Change(theme.getValue(), service, theme.getKey().direction, theme.getKey().when))
                .toList();
    }

    /** Joins it to the last one if they touch. */
    static void append(Stretch stretch, List<Stretch> stretches) {
        int last = stretches.size() - 1;
        if (last >= 0 && stretches.get(last).end().equals(stretch.start())) {
            stretches.set(last, new Stretch(stretches.get(last).start(), stretch.end()));
        } else {
            stretches.add(stretch);
        }
    }

    private static Instant earliest(Instant a, Instant b, Instant c) {
        Instant earlier = a.isBefore(b) ? a : b;
        return earlier.isBefore(c) ? earlier : c;
    }

    private static List<Figures> figures(Policy before, Policy after) {
        List<Figure> old = new ArrayList<>(Figure.of(before));
        List<Figures> different = new ArrayList<>();
        for (Figure figure : Figure.of(after)) {
            Figure was = old.stream().filter(figure::isOfTheSame).findFirst().orElse(null);
            if (was == null || !was.equals(figure)) {
                different.add(new Figures(was, figure));
            }
            old.remove(was);
        }
        old.forEach(gone -> different.add(new Figures(gone, null)));
        return different;
    }

    private record Pair(Policy before, Policy after) {

        /** Those that both know. */
        List<Role> roles() {
            return after.roles().stream().filter(before::knows).toList();
        }

        List<String> services() {
            Set<String> services = new TreeSet<>();
            before.rules().forEach(rule -> services.addAll(rule.services()));
            after.rules().forEach(rule -> services.addAll(rule.services()));
            return List.copyOf(services);
        }
    }

    /** The first change after an instant. It gives up after very many edges, and says how far it came. */
    private static final class Search {

        private final Pair pair;
        private final Instant from;
        private Instant searchedUntil;
        private @Nullable Later first;

        Search(Pair pair, Instant from, Instant horizon) {
            this.pair = pair;
            this.from = from;
            this.searchedUntil = horizon;
        }

        void on(@Nullable String service) {
            pair.roles().forEach(role -> on(role, service));
        }

        private void on(Role role, @Nullable String service) {
            Instant at = from;
            for (int edge = 0; at.isBefore(limit()); edge++) {
                Verdict before = pair.before.verdict(role, service, at);
                Verdict after = pair.after.verdict(role, service, at);
                if (Direction.of(before, after) != null) {
                    first = new Later(role, service, at);
                    return;
                }
                at = earliest(before.until(), after.until(), Instant.MAX);
                if (edge == MOST_EDGES && at.isBefore(limit())) {
                    searchedUntil = at;
                }
            }
        }

        private Instant limit() {
            return first == null || searchedUntil.isBefore(first.at) ? searchedUntil : first.at;
        }
    }
}

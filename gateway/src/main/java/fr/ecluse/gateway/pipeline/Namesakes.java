package fr.ecluse.gateway.pipeline;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.cloud.gateway.handler.predicate.PathRoutePredicateFactory;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Whether a path that found a public route is another spelling of one that a route before it keeps closed: {@code /Prive} beside
 * {@code /prive/**}, to a portal for which the two are the same.
 *
 * <p>Read as such a portal would: without regard to case, to the width and the composition of letters, to dots and spaces at
 * the end of a segment (as Windows drops them) and to a slash at the end. A path that such a route names exactly, and that it
 * left to a later one for another reason, as its method, is no namesake. Thread-safe.
 */
final class Namesakes {

    private static final Pattern DROPPED = Pattern.compile("[. ]+(?=/|$)");
    private static final PathPatternParser EXACT = new PathPatternParser();
    private static final PathPatternParser BROAD = broad();

    /** Of the closed routes before each public one. */
    private volatile Map<String, List<Closed>> closedBefore = Map.of();

    /** One pattern of a closed route, as it is written and as it could be read. */
    private record Closed(PathPattern exact, PathPattern broad) {

        boolean isMeantBy(PathContainer path, PathContainer read) {
            return !exact.matches(path) && broad.matches(read);
        }
    }

    /** @param routes in the order in which they are tried */
    void heed(List<Route> routes) {
        Map<String, List<Closed>> before = new HashMap<>();
        List<Closed> closed = new ArrayList<>();
        for (Route route : routes) {
            if (RouteFacts.of(route.getMetadata()).access() == RouteFacts.Access.PUBLIC) {
                before.put(route.getId(), List.copyOf(closed));
            } else {
                route.getPredicate().accept(predicate -> {
                    if (predicate.getConfig() instanceof PathRoutePredicateFactory.Config path) {
                        path.getPatterns().forEach(pattern -> closed.add(closed(pattern)));
                    }
                });
            }
        }
        closedBefore = Map.copyOf(before);
    }

    /** @param rawPath one that {@link Paths#ambiguous} finds nothing in */
    boolean isClosed(Route route, String rawPath) {
        List<Closed> closed = closedBefore.get(route.getId());
        if (closed == null) {
            return true; // not heeded yet
        }
        if (closed.isEmpty()) {
            return false;
        }
        String couldBe = read(rawPath);
        if (couldBe.contains("//")) {
            return true; // of a segment nothing is left: it could lead anywhere
        }
        PathContainer path = PathContainer.parsePath(rawPath);
        PathContainer read = PathContainer.parsePath(couldBe);
        return closed.stream().anyMatch(each -> each.isMeantBy(path, read));
    }

    private static String read(String rawPath) {
        String decoded = URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
        String read = DROPPED.matcher(Normalizer.normalize(decoded, Normalizer.Form.NFKC))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        return read.length() > 1 && read.endsWith("/") ? read.substring(0, read.length() - 1) : read;
    }

    private static Closed closed(String pattern) {
        return new Closed(EXACT.parse(pattern), BROAD.parse(pattern));
    }

    private static PathPatternParser broad() {
        PathPatternParser parser = new PathPatternParser();
        parser.setCaseSensitive(false);
        return parser;
    }
}

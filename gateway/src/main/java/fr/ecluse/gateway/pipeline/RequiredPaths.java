package fr.ecluse.gateway.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;

/**
 * Which paths lead to a required route, as far as that is certain from the path alone: there is a required route for every
 * path, and nothing that is public begins like this one. Whatever is less plain than that is for the routes themselves to say.
 * Immutable.
 */
final class RequiredPaths {

    /** Nothing is certain. */
    static final RequiredPaths NONE = new RequiredPaths(false, List.of());

    private static final Set<String> EVERYTHING = Set.of("/**", "/{*path}");

    private final boolean certain;
    private final List<String> open;

    private RequiredPaths(boolean certain, List<String> open) {
        this.certain = certain;
        this.open = List.copyOf(open);
    }

    /**
     * @param routes as the settings define them
     * @param ids of all the routes there are: one that something else has made may be anything
     */
    static RequiredPaths of(List<RouteDefinition> routes, List<String> ids) {
        if (!routes.stream().map(RouteDefinition::getId).toList().containsAll(ids)) {
            return NONE;
        }
        boolean everything = false;
        List<String> open = new ArrayList<>();
        for (RouteDefinition route : routes) {
            List<String> paths = paths(route);
            if (RouteFacts.of(route.getMetadata()).access() == RouteFacts.Access.PUBLIC) {
                if (paths.isEmpty()) {
                    return NONE; // open by something else than the path
                }
                paths.forEach(path -> open.add(plainBeginning(path)));
            } else if (route.getPredicates().size() == 1 && paths.stream().anyMatch(EVERYTHING::contains)) {
                everything = true;
            }
        }
        return open.contains("/") ? NONE : new RequiredPaths(everything, open);
    }

    /** The patterns of a route's {@code Path}; empty: it has none. */
    private static List<String> paths(RouteDefinition route) {
        List<String> patterns = new ArrayList<>();
        for (PredicateDefinition predicate : route.getPredicates()) {
            if ("Path".equals(predicate.getName())) {
                for (Map.Entry<String, String> argument : predicate.getArgs().entrySet()) {
                    if (!argument.getKey().startsWith("matchTrailingSlash")) {
                        patterns.addAll(List.of(argument.getValue().split(",")));
                    }
                }
            }
        }
        return patterns;
    }

    /** What every path begins with that such a pattern matches: a slash at least. */
    private static String plainBeginning(String pattern) {
        int end = 0;
        while (end < pattern.length() && "*?{".indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        String plain = pattern.substring(0, end);
        if (plain.endsWith("/") && plain.length() > 1) {
            plain = plain.substring(0, plain.length() - 1); // "/infos/**" matches "/infos" too
        }
        return plain.startsWith("/") ? plain : "/";
    }

    /**
     * Whether a request of this target leads to a required route beyond doubt.
     *
     * @param target path and query as sent
     */
    boolean cover(String target) {
        if (!certain || !isPlain(target)) {
            return false;
        }
        for (String beginning : open) {
            if (target.regionMatches(true, 0, beginning, 0, beginning.length())) {
                return false;
            }
        }
        return true;
    }

    /**
     * A path of letters, digits and the few signs that nobody reads in two ways, without empty segments or any that begins with
     * a dot; so none of the gateway's own.
     */
    private static boolean isPlain(String target) {
        char before = ' ';
        for (int i = 0; i < target.length() && target.charAt(i) != '?'; i++) {
            char c = target.charAt(i);
            boolean plain = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '_'
                    || (c == '/' || c == '.') && before != '/';
            if (!plain) {
                return false;
            }
            before = c;
        }
        return target.startsWith("/");
    }
}

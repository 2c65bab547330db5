package fr.ecluse.gateway.telemetry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of PromQL asks for: enough of the language to find every metric, matcher and label in it. Whether it is right
 * otherwise is promtool's business.
 *
 * @param metrics each with its matchers
 * @param groupings the labels of {@code by}, {@code without}, {@code on}, {@code ignoring}, {@code group_left} and {@code
 *     group_right}
 * @param made labels that the expression makes itself, by {@code count_values}
 */
record PromQl(List<Selector> metrics, Set<String> groupings, Set<String> made) {

    /** @param matchers as {@code label="value"} */
    record Selector(String metric, List<Match> matchers) {}

    record Match(String label, String operator, String value) {}

    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
    private static final Pattern TOKEN = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|\\[[^\\]]*]"
            + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|[0-9.]+[a-z]*|(?<open>[({])|\\S");
    private static final Pattern MATCH = Pattern.compile("\\s*([a-zA-Z_]\\w*)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"\\s*,?");

    static PromQl of(String expression) {
        List<Selector> metrics = new ArrayList<>();
        Set<String> groupings = new HashSet<>();
        Set<String> made = new HashSet<>();
        Matcher token = TOKEN.matcher(expression);
        int at = 0;
        while (token.find(at)) {
            at = token.end();
            String name = token.group("name");
            if (name == null || WORDS.contains(name)) {
                continue;
            }
            String rest = expression.substring(at);
            String after = rest.stripLeading();
            int skipped = rest.length() - after.length();
            if (GROUPING.contains(name)) {
                if (after.startsWith("(")) {
                    int end = after.indexOf(')');
                    for (String label : after.substring(1, end).split(",")) {
                        groupings.add(label.strip());
                    }
                    at += skipped + end + 1;
                }
            } else if (after.startsWith("(") || (isAggregation(name) && startsWithGrouping(after))) {
                if (name.equals("count_values")) {
                    Matcher label = Pattern.compile("\\(\\s*\"([^\"]*)\"").matcher(after);
                    if (label.lookingAt()) {
                        made.add(label.group(1));
                    }
                }
            } else if (after.startsWith("{")) {
                int end = after.indexOf('}');
                metrics.add(new Selector(name, matches(after.substring(1, end))));
                at += skipped + end + 1;
            } else {
                metrics.add(new Selector(name, List.of()));
            }
        }
        if (metrics.isEmpty()) {
            throw new AssertionError("asks for nothing: " + expression);
        }
        return new PromQl(metrics, groupings, made);
    }

    private static boolean isAggregation(String name) {
        return Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk", "quantile", "count_values")
                .contains(name);
    }

    private static boolean startsWithGrouping(String text) {
        return text.matches("(?s)(by|without)\\b.*");
    }

    private static List<Match> matches(String text) {
        List<Match> matches = new ArrayList<>();
        Matcher match = MATCH.matcher(text);
        int end = 0;
        while (match.find() && match.start() == end) {
            matches.add(new Match(match.group(1), match.group(2), match.group(3)));
            end = match.end();
        }
        if (end != text.length()) {
            throw new AssertionError("no matchers: " + text);
        }
        return matches;
    }
}

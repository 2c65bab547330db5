package fr.ecluse.gateway.admission.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why Redis itself refuses a command, as opposed to a script that does. Before version 7 it wraps what a script met in an
 * error of its own, and the word stands in its middle.
 *
 * @param word such as {@code OOM}; {@code ERR} if there is no better one
 */
record ServerRefusal(String word, String message) {

    private static final Pattern WORD = Pattern.compile("^(?!ERR\\b)([A-Z]+)\\b|: -([A-Z]+)\\b");

    static ServerRefusal of(String message) {
        Matcher matcher = WORD.matcher(message);
        if (!matcher.find()) {
            return new ServerRefusal("ERR", message);
        }
        return new ServerRefusal(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), message);
    }

    /** Why this line is of no use any more; null: it is. */
    @Nullable
    String end() {
        return switch (word) {
            case "READONLY", "MASTERDOWN" -> "a replica answered";
            case "MOVED", "ASK", "TRYAGAIN" -> "another node of the cluster has the keys";
            case "CLUSTERDOWN" -> "the cluster is down";
            case "NOREPLICAS" -> "takes no writes: too few replicas follow";
            case "MISCONF" -> "takes no writes: it can't save them";
            case "LOADING" -> "still loading";
            default -> null;
        };
    }

    /** What an operator can do about it, as the log says it; empty if nothing can be told. */
    String remedy() {
        return switch (word) {
            case "NOPERM", "NOAUTH", "WRONGPASS" ->
                " do=\"give the Redis user the rights that the getting-started guide lists\"";
            case "SCHEMA" ->
                " do=\"stop the gateways of the other version; then empty the keys of this ENT, or name the ledger anew:"
                        + " see the operations guide\"";
            case "OOM" ->
                " do=\"give Redis more memory (maxmemory): those seated stay, but only nodes' reserves let anybody in\"";
            default ->
                message.contains("permission") || message.contains("can't run this command") // inside a script
                        ? " do=\"give the Redis user the rights that the getting-started guide lists\""
                        : "";
        };
    }
}

package fr.ecluse.gateway.upstream;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers that belong to one connection and are not passed on (RFC 9110 §7.6.1). */
final class HopByHop {

    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final int LONGEST = 20;

    private HopByHop() {}

    /** @param connection the value of {@code Connection}, which may name more of them; null if there is none */
    static boolean contains(String name, @Nullable String connection) {
        if (name.length() <= LONGEST && couldBe(name.charAt(0)) && NAMES.contains(name.toLowerCase(Locale.ROOT))) {
            return true;
        }
        return connection != null && names(connection, name);
    }

    private static boolean couldBe(char first) {
        return switch (first) {
            case 'c', 'C', 'k', 'K', 'p', 'P', 't', 'T', 'u', 'U' -> true;
            default -> false;
        };
    }

    private static boolean names(String connection, String name) {
        if (connection.length() < name.length() || connection.equalsIgnoreCase("keep-alive")) {
            return false;
        }
        for (String option : connection.split(",")) {
            if (option.strip().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}

package fr.ecluse.gateway.upstream;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Headers that belong to one connection and are not passed on (RFC 9110 §7.6.1): those that always do, and those that
 * {@code Connection} names. Read once a message, so that many options and many headers are not multiplied.
 */
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

    /** What says where a message ends and whom it is for is never a connection's alone, whatever a visitor claims. */
    private static final Set<String> NEVER = Set.of("content-length", "host");

    private static final int LONGEST = 20;

    private static final HopByHop USUAL = new HopByHop(Set.of());

    private final Set<String> named;

    private HopByHop(Set<String> named) {
        this.named = named;
    }

    /** @param connection every line of {@code Connection}, which say together what one would (RFC 9110 §5.3) */
    static HopByHop of(List<String> connection) {
        if (connection.isEmpty() || (connection.size() == 1 && isUsual(connection.get(0)))) {
            return USUAL;
        }
        Set<String> named = new HashSet<>();
        for (String line : connection) {
            for (String option : line.split(",")) {
                named.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        named.removeAll(NEVER);
        return new HopByHop(named);
    }

    boolean contains(String name) {
        return (name.length() <= LONGEST && couldBe(name.charAt(0)) && NAMES.contains(name.toLowerCase(Locale.ROOT)))
                || (!named.isEmpty() && named.contains(name.toLowerCase(Locale.ROOT)));
    }

    private static boolean isUsual(String line) {
        return line.equalsIgnoreCase("keep-alive") || line.equalsIgnoreCase("close");
    }

    private static boolean couldBe(char first) {
        return switch (first) {
            case 'c', 'C', 'k', 'K', 'p', 'P', 't', 'T', 'u', 'U' -> true;
            default -> false;
        };
    }
}

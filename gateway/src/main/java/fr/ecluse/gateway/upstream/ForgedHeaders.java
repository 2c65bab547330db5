package fr.ecluse.gateway.upstream;

/**
 * The request headers that only a gateway may set: a portal behind would believe them.
 *
 * <p>The list is DOMAIN's: what Shibboleth, CAS modules, reverse proxies and Écluse itself use to name a person or an
 * address. Every spelling counts: case does not matter, and whatever is neither letter nor digit is read as {@code -}
 * because CGI-like portals can't tell them apart (RFC 3875 §4.1.18).
 */
final class ForgedHeaders {

    private static final String[] PREFIXES = {"ecluse-", "ent", "fredu", "shib-", "x-forwarded-", "x-remote-", "x-user-"
    };
    private static final String[] NAMES = {
        "auth-user", "forwarded", "osivia-virtual-host", "remote-user", "uid", "x-forwarded", "x-real-ip"
    };

    /** Only as they are: another spelling is not for the server that reads it otherwise. */
    private static final String[] FRAMING = {"content-length", "host", "transfer-encoding"};

    private ForgedHeaders() {}

    /** Whether a visitor's header of this name must not reach the portal. Allocates nothing. */
    static boolean contains(String name) {
        if (name.isEmpty()) {
            return true;
        }
        switch (lower(name.charAt(0))) {
            case 'a', 'e', 'f', 'o', 'r', 's', 'u', 'x' -> {
                for (String prefix : PREFIXES) {
                    if (startsWith(name, prefix)) {
                        return true;
                    }
                }
                for (String exact : NAMES) {
                    if (name.length() == exact.length() && startsWith(name, exact)) {
                        return true;
                    }
                }
                return false;
            }
            case 'c', 'h', 't' -> {
                for (String framing : FRAMING) {
                    if (name.length() == framing.length() && startsWith(name, framing)) {
                        return !name.equalsIgnoreCase(framing);
                    }
                }
                return false;
            }
            default -> {
                return false;
            }
        }
    }

    private static boolean startsWith(String name, String prefix) {
        if (name.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (lower(name.charAt(i)) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static char lower(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c + ('a' - 'A'));
        }
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
    }
}

package fr.ecluse.gateway.identity;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ticket with which a CAS server sends somebody to a portal that is a CAS client itself (CAS Protocol 3.0 §3.1, §3.2). */
final class PortalTicket {

    private static final String FIELD = "ticket=";

    /** No longer than a logout request may name it. */
    private static final Pattern TICKET = Pattern.compile("[SP]T-[!-~]{1,253}");

    private PortalTicket() {}

    /** The ticket in the query; null if there is none, or not exactly one. Without one it costs a look at the text. */
    static @Nullable String in(String target) {
        if (!target.contains(FIELD)) {
            return null;
        }
        String found = null;
        for (String field : target.substring(target.indexOf('?') + 1).split("&", -1)) {
            if (field.startsWith(FIELD)) {
                if (found != null) {
                    return null;
                }
                found = field.substring(FIELD.length());
            }
        }
        return found == null ? null : checked(found);
    }

    private static @Nullable String checked(String raw) {
        try {
            String ticket = URLDecoder.decode(raw, StandardCharsets.UTF_8);
            return TICKET.matcher(ticket).matches() ? ticket : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

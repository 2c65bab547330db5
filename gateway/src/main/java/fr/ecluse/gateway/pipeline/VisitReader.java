package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.pages.Destination;
import fr.ecluse.gateway.settings.Network;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Reads the digest of a request from HTTP. Thread-safe. */
final class VisitReader {

    /** The header that carries a waiting-room ticket, both ways. */
    static final String PLACE = "Ecluse-Place";

    private static final String BEARER = "Bearer ";

    private final CookieNames cookies;
    private final List<Network> trustedProxies;

    VisitReader(CookieNames cookies, List<Network> trustedProxies) {
        this.cookies = cookies;
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    Visit read(ServerHttpRequest request) {
        return read(Head.of(request));
    }

    Visit read(Head head) {
        String cookie = head.first(HttpHeaders.COOKIE);
        String place = head.first(PLACE);
        return new Visit(
                origin(head),
                reader(head),
                credential(head.first(HttpHeaders.AUTHORIZATION), cookie),
                place != null ? place : CookieNames.value(cookie, cookies.ticket()),
                attempts(CookieNames.value(cookie, cookies.loginAttempts())));
    }

    private static int attempts(@Nullable String said) {
        return said != null && said.length() == 1 && Character.isDigit(said.charAt(0)) ? said.charAt(0) - '0' : 0;
    }

    private @Nullable Credential credential(@Nullable String authorization, @Nullable String cookie) {
        String session = CookieNames.value(cookie, cookies.session());
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return new Credential.Bearer(
                    authorization.substring(BEARER.length()).strip(), session);
        }
        return session == null ? null : new Credential.SessionCookie(session);
    }

    private Visit.Origin origin(Head head) {
        InetAddress peer = head.peer();
        String host = head.first(HttpHeaders.HOST);
        boolean secure = head.secure();
        String target = head.target();
        if (trustedProxies.isEmpty() || !trusted(peer)) {
            return new Visit.Origin(peer, secure, host == null ? "" : host, target);
        }
        String proto = head.first("X-Forwarded-Proto");
        String named = head.first("X-Forwarded-Host");
        return new Visit.Origin(
                behind(peer, head.all("X-Forwarded-For")),
                proto == null ? secure : "https".equalsIgnoreCase(proto.strip()),
                named != null ? named : host == null ? "" : host,
                target);
    }

    /** The page of this very site on which a form or a script made the request; null if the browser does not say. */
    static @Nullable Destination pageBehind(Head head, Visit.Origin origin) {
        String referer = head.first(HttpHeaders.REFERER);
        if (referer == null) {
            return null;
        }
        int authority = referer.indexOf("://") + 3;
        int path = authority < 3 ? -1 : referer.indexOf('/', authority);
        return path < 0 || !referer.substring(authority, path).equalsIgnoreCase(origin.host())
                ? null
                : new Destination(referer.substring(path));
    }

    /** The rightmost address that no trusted proxy of ours has: what stands left of it is anybody's claim. */
    private InetAddress behind(InetAddress peer, List<String> forwardedFor) {
        InetAddress client = peer;
        // several lines are one list (RFC 9110 §5.3): a proxy may add its own after the visitor's
        String[] hops = String.join(",", forwardedFor).split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            Network hop = Network.parse(hops[i].strip());
            if (hop == null) {
                return client;
            }
            client = hop.address();
            if (!trusted(client)) {
                return client;
            }
        }
        return client;
    }

    private boolean trusted(InetAddress address) {
        for (Network proxy : trustedProxies) {
            if (proxy.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** CONTRACT §4, "navigation". */
    private static Visit.Reader reader(Head head) {
        String mode = head.first("Sec-Fetch-Mode");
        if (!navigates(mode, head.first("X-Requested-With")) || !prefersHtml(head.first(HttpHeaders.ACCEPT))) {
            return Visit.Reader.PROGRAM;
        }
        String method = head.method();
        if (method.equals("GET") || method.equals("HEAD")) {
            String destination = head.first("Sec-Fetch-Dest");
            return "iframe".equals(destination) || "frame".equals(destination)
                    ? Visit.Reader.FRAME
                    : Visit.Reader.NAVIGATION;
        }
        return method.equals("POST") && mode != null ? Visit.Reader.FORM : Visit.Reader.PROGRAM;
    }

    /** Android's web views name their app in {@code X-Requested-With} on every page they open: that is no script. */
    private static boolean navigates(@Nullable String mode, @Nullable String requestedWith) {
        return mode == null
                ? requestedWith == null
                : mode.equals("navigate") && !"XMLHttpRequest".equalsIgnoreCase(requestedWith);
    }

    /** HTML rather than JSON, by weight (RFC 9110 §12.5.1); of two that weigh the same, the one named first. */
    private static boolean prefersHtml(@Nullable String accept) {
        int html = accept == null ? -1 : accept.indexOf("text/html");
        if (accept == null || html < 0) {
            return false;
        }
        int json = accept.indexOf("json");
        double weight = weight(accept, html);
        double other = json < 0 ? 0 : weight(accept, json);
        return weight > other || (weight == other && weight > 0 && html < json);
    }

    private static double weight(String accept, int at) {
        int comma = accept.indexOf(',', at);
        String type = accept.substring(at, comma < 0 ? accept.length() : comma);
        int q = type.indexOf("q=");
        try {
            return q < 0 ? 1 : Double.parseDouble(type.substring(q + 2).strip());
        } catch (NumberFormatException notAWeight) {
            return 1;
        }
    }
}

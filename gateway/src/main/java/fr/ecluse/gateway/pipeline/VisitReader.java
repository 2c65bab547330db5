package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.settings.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Reads the digest of a request from HTTP. Thread-safe. */
final class VisitReader {

    /** The header that carries a waiting-room ticket, both ways. */
    static final String PLACE = "Ecluse-Place";

    private static final String BEARER = "Bearer ";
    private static final InetAddress NOWHERE = InetAddress.getLoopbackAddress();

    private final CookieNames cookies;
    private final List<Network> trustedProxies;

    VisitReader(CookieNames cookies, List<Network> trustedProxies) {
        this.cookies = cookies;
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    Visit read(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        String cookie = headers.getFirst(HttpHeaders.COOKIE);
        String place = headers.getFirst(PLACE);
        return new Visit(
                origin(request, headers),
                reader(request.getMethod(), headers),
                credential(headers.getFirst(HttpHeaders.AUTHORIZATION), cookie),
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

    private Visit.Origin origin(ServerHttpRequest request, HttpHeaders headers) {
        InetSocketAddress remote = request.getRemoteAddress();
        InetAddress peer = remote == null || remote.getAddress() == null ? NOWHERE : remote.getAddress();
        String host = headers.getFirst(HttpHeaders.HOST);
        boolean secure = request.getSslInfo() != null;
        String target = target(request);
        if (trustedProxies.isEmpty() || !trusted(peer)) {
            return new Visit.Origin(peer, secure, host == null ? "" : host, target);
        }
        String proto = headers.getFirst("X-Forwarded-Proto");
        String named = headers.getFirst("X-Forwarded-Host");
        return new Visit.Origin(
                behind(peer, headers.getOrEmpty("X-Forwarded-For")),
                proto == null ? secure : "https".equalsIgnoreCase(proto.strip()),
                named != null ? named : host == null ? "" : host,
                target);
    }

    private static String target(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        String path = request.getURI().getRawPath();
        return query == null ? path : path + "?" + query;
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
    private static Visit.Reader reader(HttpMethod method, HttpHeaders headers) {
        String mode = headers.getFirst("Sec-Fetch-Mode");
        if (!navigates(mode, headers.getFirst("X-Requested-With"))
                || !prefersHtml(headers.getFirst(HttpHeaders.ACCEPT))) {
            return Visit.Reader.PROGRAM;
        }
        if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            String destination = headers.getFirst("Sec-Fetch-Dest");
            return "iframe".equals(destination) || "frame".equals(destination)
                    ? Visit.Reader.FRAME
                    : Visit.Reader.NAVIGATION;
        }
        return method == HttpMethod.POST && mode != null ? Visit.Reader.FORM : Visit.Reader.PROGRAM;
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

package fr.ecluse.gateway.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a server of the demo answers. Nothing of the demo may be cached: it changes with every click. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    static Answer page(int status, String html) {
        return of(status, "text/html; charset=utf-8", html)
                .with("Content-Security-Policy", Page.CONTENT_SECURITY_POLICY)
                .with("Referrer-Policy", "no-referrer");
    }

    static Answer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    static Answer json(int status, Map<String, ?> object) {
        return of(status, "application/json", JSONObjectUtils.toJSONString(object));
    }

    /** 303: whatever the method was, the next is a GET. */
    static Answer redirect(URI target) {
        return of(303, "text/plain; charset=utf-8", "").with("Location", target.toString());
    }

    Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    private static Answer of(int status, String type, String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        return new Answer(status, headers, text.getBytes(StandardCharsets.UTF_8));
    }
}

package fr.ecluse.gateway.demo;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to a server of the demo, read to its end.
 *
 * @param headers by name, whatever the case
 * @param body at most {@link DemoServer#LONGEST_BODY} bytes
 */
record Call(String method, URI uri, Map<String, List<String>> headers, byte[] body) {

    String path() {
        return uri.getPath();
    }

    /** GET, or HEAD which is answered alike. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    @Nullable
    String header(String name) {
        return first(headers, name);
    }

    Map<String, List<String>> query() {
        return URLUtils.parseParameters(uri.getRawQuery());
    }

    /** The fields of a posted form. */
    Map<String, List<String>> form() {
        return URLUtils.parseParameters(new String(body, StandardCharsets.UTF_8));
    }

    static @Nullable String first(Map<String, List<String>> values, String name) {
        List<String> found = values.get(name);
        return found == null || found.isEmpty() ? null : found.get(0);
    }
}

package fr.ecluse.gateway.pipeline;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** One field of a small form that a server posts ({@code application/x-www-form-urlencoded}). */
final class FormField {

    /** In bytes, of the whole body: a token of the largest size that is looked at, and some. */
    static final int LONGEST = 24 * 1024;

    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(10);
    private static final String FORM = "application/x-www-form-urlencoded";

    private FormField() {}

    /** Its value; empty if the body is no such form, too large, too slow, or has the field not exactly once. */
    static Mono<String> read(ServerHttpRequest request, String name) {
        return form(request).mapNotNull(form -> value(form, name));
    }

    /** The whole form as it came, which is ASCII if it is one; empty if the body is none, too large or too slow. */
    static Mono<String> form(ServerHttpRequest request) {
        return isForm(request.getHeaders())
                ? DataBufferUtils.join(request.getBody(), LONGEST)
                        .timeout(ARRIVES_WITHIN)
                        .onErrorComplete()
                        .map(FormField::text)
                : Mono.empty();
    }

    /** Whether the body is said to be such a form, and not too large. */
    static boolean isForm(HttpHeaders headers) {
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM) && headers.getContentLength() <= LONGEST;
    }

    private static String text(DataBuffer body) {
        try {
            return body.toString(StandardCharsets.UTF_8);
        } finally {
            DataBufferUtils.release(body);
        }
    }

    /** Null unless the field is there exactly once: which of two counts would be a matter of taste. */
    static @Nullable String value(String form, String name) {
        String found = null;
        for (String field : form.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0 || !name.equals(decoded(field.substring(0, equals)))) {
                continue;
            }
            if (found != null) {
                return null;
            }
            found = decoded(field.substring(equals + 1));
            if (found == null) {
                return null;
            }
        }
        return found;
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

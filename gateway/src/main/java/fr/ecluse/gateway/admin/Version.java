package fr.ecluse.gateway.admin;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The version of what is changed, as HTTP says it: of two people who decide at once, one is told of the other. */
final class Version {

    private static final Pattern VERSION = Pattern.compile("\"?([0-9]{1,18})\"?");

    private Version() {}

    static String eTag(long version) {
        return '"' + Long.toString(version) + '"';
    }

    /** What If-Match names; null: whatever the version is. */
    static @Nullable Long expected(ServerRequest request) {
        List<String> given = request.headers().header(HttpHeaders.IF_MATCH);
        if (given.isEmpty() || given.equals(List.of("*"))) {
            return null;
        }
        Matcher version = VERSION.matcher(String.join(",", given));
        if (!version.matches()) {
            throw new Problem(Problem.Kind.VERSION_UNREADABLE, request.path());
        }
        return Long.valueOf(version.group(1));
    }
}

package fr.ecluse.gateway.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/**
 * The gateway's own cookies: their names and how they are set.
 *
 * <p>Over HTTPS they carry the {@code __Host-} prefix (RFC 6265bis §4.1.3.2), which browsers take only from this very host
 * and only when secure; plain HTTP, for development, can't have that.
 */
record CookieNames(boolean secure) {

    private static final List<String> LOGIN_STATES =
            List.of("ecluse-login", "ecluse-login-2", "ecluse-login-3", "ecluse-login-4");
    private static final List<String> SECURE_LOGIN_STATES =
            LOGIN_STATES.stream().map(name -> "__Host-" + name).toList();

    String session() {
        return secure ? "__Host-ecluse" : "ecluse";
    }

    String ticket() {
        return secure ? "__Host-ecluse-place" : "ecluse-place";
    }

    /** One for each login that a browser may have under way at once, as in several tabs. */
    List<String> loginStates() {
        return secure ? SECURE_LOGIN_STATES : LOGIN_STATES;
    }

    /** The first that this {@code Cookie} header leaves free; the first of all if none is: that tab must begin anew. */
    String freeLoginState(@Nullable String header) {
        return loginStates().stream()
                .filter(name -> value(header, name) == null)
                .findFirst()
                .orElse(loginStates().get(0));
    }

    /**
     * The login that ended last with a session, kept for as long as it might have taken: so a reload of its answer, or the way
     * back to it, is known for what it is.
     */
    String loginDone() {
        return secure ? "__Host-ecluse-login-done" : "ecluse-login-done";
    }

    /** How often this browser was sent to the login within a minute: told by the browser, so it decides no right. */
    String loginAttempts() {
        return secure ? "__Host-ecluse-attempts" : "ecluse-attempts";
    }

    /** The language chosen on a page; lives as long as the browser is open. */
    String language() {
        return secure ? "__Host-ecluse-language" : "ecluse-language";
    }

    /** None of them is the portal's business. */
    List<String> all() {
        return Stream.concat(
                        Stream.of(session(), ticket(), loginAttempts(), loginDone(), language()),
                        loginStates().stream())
                .toList();
    }

    /** A cookie that lives as long as the browser, or {@code life}. */
    String set(String name, String value, @Nullable Duration life) {
        ResponseCookie.ResponseCookieBuilder cookie = ResponseCookie.from(name, value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax");
        return (life == null ? cookie : cookie.maxAge(life)).build().toString();
    }

    String delete(String name) {
        return set(name, "", Duration.ZERO);
    }

    /** The value of a cookie in a {@code Cookie} header, found without parsing the others; null if it is not there. */
    static @Nullable String value(@Nullable String header, String name) {
        if (header == null) {
            return null;
        }
        int at = 0;
        while ((at = header.indexOf(name, at)) >= 0) {
            int equals = at + name.length();
            boolean starts = at == 0 || header.charAt(at - 1) == ' ' || header.charAt(at - 1) == ';';
            if (starts && equals < header.length() && header.charAt(equals) == '=') {
                int end = header.indexOf(';', equals);
                return header.substring(equals + 1, end < 0 ? header.length() : end)
                        .strip();
            }
            at = equals;
        }
        return null;
    }
}

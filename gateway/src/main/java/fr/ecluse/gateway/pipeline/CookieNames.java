package fr.ecluse.gateway.pipeline;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/**
 * The gateway's own cookies: their names and how they are set.
 *
 * <p>Over HTTPS they carry the {@code __Host-} prefix (RFC 6265bis §4.1.3.2), which browsers take only from this very host
 * and only when secure; plain HTTP, for development, can't have that.
 */
record CookieNames(boolean secure) {

    String session() {
        return secure ? "__Host-ecluse" : "ecluse";
    }

    String ticket() {
        return secure ? "__Host-ecluse-place" : "ecluse-place";
    }

    String loginState() {
        return secure ? "__Host-ecluse-login" : "ecluse-login";
    }

    /** How often this browser was sent to the login within a minute: told by the browser, so it decides no right. */
    String loginAttempts() {
        return secure ? "__Host-ecluse-attempts" : "ecluse-attempts";
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

package fr.ecluse.gateway.identity;

import org.jspecify.annotations.Nullable;

/** What a request brings to say who it is from. A bearer token goes before a cookie. */
public sealed interface Credential {

    /**
     * {@code Authorization: Bearer …}.
     *
     * @param beside the value of the session cookie that came with it; null if none came
     */
    record Bearer(String token, @Nullable String beside) implements Credential {

        public Bearer(String token) {
            this(token, null);
        }
    }

    /** The value of the session cookie. */
    record SessionCookie(String value) implements Credential {}
}

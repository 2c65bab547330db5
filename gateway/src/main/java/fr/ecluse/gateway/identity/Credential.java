package fr.ecluse.gateway.identity;

/** What a request brings to say who it is from. A bearer token goes before a cookie. */
public sealed interface Credential {

    /** {@code Authorization: Bearer …}. */
    record Bearer(String token) implements Credential {}

    /** The value of the session cookie. */
    record SessionCookie(String value) implements Credential {}
}

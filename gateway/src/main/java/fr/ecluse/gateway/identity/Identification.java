package fr.ecluse.gateway.identity;

/**
 * What can come of asking who somebody is. Whatever fails is a rejection or nobody; that it can't be told now is said apart.
 */
public sealed interface Identification {

    /** The credential holds. */
    record Authenticated(Person person) implements Identification {}

    /**
     * No credential, or a cookie that counts as none.
     *
     * @param cookie whether a session cookie came that must be deleted
     */
    record Anonymous(Cookie cookie) implements Identification {}

    /**
     * A bearer token that fails a check.
     *
     * @param reason for the log alone, such as {@code expired}; never for the visitor
     */
    record Rejected(String reason) implements Identification {}

    /**
     * A bearer token that nobody gave who could vouch for a person here: perhaps the portal's own, else good for nothing.
     *
     * @param reason as of {@link Rejected}
     */
    record Foreign(String reason) implements Identification {}

    /** The keys that could verify are not to be had: nobody can be judged by this credential now. */
    record Undecidable(String reason) implements Identification {}

    /** What became of the session cookie of somebody anonymous. */
    enum Cookie {
        NONE,
        /** Expired, ended, or it does not open: the answer deletes it. */
        STALE
    }
}

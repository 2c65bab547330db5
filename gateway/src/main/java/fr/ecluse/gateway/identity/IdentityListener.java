package fr.ecluse.gateway.identity;

/** What identity reports. Called on any thread; must return at once. */
public interface IdentityListener {

    /** Listens to nothing. */
    IdentityListener NONE = new IdentityListener() {};

    /** Nothing that the provider says of a person maps to a role of the policy: they enter as {@code autre}. */
    default void unmappedProfile() {}

    /** Somebody logged in. */
    default void loggedIn(Protocol protocol) {}

    /** A login that began or came back ended without a session. */
    default void loginFailed(Protocol protocol, LoginFailure why) {}

    /** How somebody logs in. */
    enum Protocol {
        OIDC,
        CAS
    }
}

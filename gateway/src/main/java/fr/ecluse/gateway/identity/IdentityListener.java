package fr.ecluse.gateway.identity;

import java.util.Locale;

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
        CAS;

        /** Which of the gateway's own paths the provider answers to. */
        public String callbackPath() {
            return "/.ecluse/callback/" + word();
        }

        /** As settings, metrics and the log write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

package fr.ecluse.gateway.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What identity reports. Called on any thread; must return at once. */
public interface IdentityListener {

    /** Listens to nothing. */
    IdentityListener NONE = new IdentityListener() {};

    /** Nothing that the provider says of a person maps to a role of the policy: they enter as {@code autre}. */
    default void unmappedProfile() {}

    /** Somebody came without the attribute that the settings have name people: issuer and subject name them instead. */
    default void personAttributeMissing() {}

    /** Somebody logged in. */
    default void loggedIn(Protocol protocol) {}

    /** A login that began or came back ended without a session. */
    default void loginFailed(Protocol protocol, LoginFailure why) {}

    /** The provider was asked about an opaque token, or should have been. */
    default void introspected(Introspected outcome) {}

    /** What came of asking about an opaque token. */
    enum Introspected {
        /** It names a person. */
        ACTIVE,
        /** It is nobody's, or no longer. */
        INACTIVE,
        /** It is somebody's, but not for us: another audience, another issuer. */
        REFUSED,
        /** The provider gave no answer that can be used. */
        FAILED,
        /** Too many were asked about already. */
        BUSY
    }

    /** Somebody who stood before a login was not sent on to it. */
    default void loginWithheld(Protocol protocol, Withheld why) {}

    /** Why somebody was not sent on to the login. */
    enum Withheld {
        /** Sent there again and again within a minute, without success: they get a page that explains. */
        TOO_OFTEN,
        /** The provider's page would not show inside a frame: they get a link to the top. */
        IN_FRAME,
        /** As many logins begin as the settings allow in a second. */
        PACED
    }

    /** How somebody logs in. */
    enum Protocol {
        OIDC,
        CAS;

        /** Which of the gateway's own paths the provider answers to. */
        public String callbackPath() {
            return "/.ecluse/callback/" + word();
        }

        /** Whose {@link #word} this is; null if there is none. */
        public static @Nullable Protocol of(@Nullable String word) {
            for (Protocol protocol : values()) {
                if (protocol.word().equals(word)) {
                    return protocol;
                }
            }
            return null;
        }

        /** As settings, metrics and the log write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

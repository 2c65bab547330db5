package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what a provider names the sessions that it ends (OpenID Connect Back-Channel Logout 1.0 §2.4; CAS protocol §2.3.3): a
 * session of its own ({@code sid}), everybody's session of a subject ({@code sub} alone), or the service ticket of a login.
 *
 * <p>The ledger only sees keyed hashes: neither a name nor a ticket. Thread-safe.
 */
final class LogoutHandles {

    private static final String PORTAL = "portal-ticket";

    private final Keyring keyring;

    LogoutHandles(Keyring keyring) {
        this.keyring = keyring;
    }

    /**
     * By what an OIDC provider may end the session that begins with this ID token.
     *
     * @param sid the provider's session, null if the token names none
     */
    static List<String> ofLogin(@Nullable String sid, @Nullable String subject) {
        if (subject == null) {
            return sid == null ? List.of() : List.of(session(sid));
        }
        return List.of(everySession(subject), sid == null ? withoutSid(subject) : session(sid));
    }

    /**
     * What a logout token ends: one session of the provider, or every session of the subject. A provider may name its session
     * at the logout and not at the login: then it means whatever began without such a name.
     */
    static List<String> ofLogout(@Nullable String sid, @Nullable String subject) {
        if (sid == null) {
            return subject == null ? List.of() : List.of(everySession(subject));
        }
        return subject == null ? List.of(session(sid)) : List.of(session(sid), withoutSid(subject));
    }

    /** As the ledger shall know them: for a login. */
    List<Pseudonym> toBind(Protocol protocol, List<String> handles) {
        return handles.stream()
                .map(handle -> keyring.pseudonym("logout-handle", protocol.word(), handle))
                .toList();
    }

    /** As the ledger may know them, whichever key was the first at the login: for a logout. */
    List<Pseudonym> toEnd(Protocol protocol, List<String> handles) {
        return handles.stream()
                .flatMap(handle -> keyring.pseudonyms("logout-handle", protocol.word(), handle).stream())
                .toList();
    }

    /** As the ledger shall know a ticket of the portal's own: never the same as one of ours. */
    Pseudonym toBindPortal(String ticket) {
        return keyring.pseudonym(PORTAL, ticket);
    }

    /** As the ledger may know it, whichever key was the first when it passed. */
    List<Pseudonym> toEndPortal(String ticket) {
        return keyring.pseudonyms(PORTAL, ticket);
    }

    /** As the ledger shall know everybody whom the portal calls so: what an operator names. */
    Pseudonym toBindUser(String user) {
        return keyring.pseudonym("logout-handle", "user", user);
    }

    /** As the ledger may know them, whichever key was the first at the login. */
    List<Pseudonym> toEndUser(String user) {
        return keyring.pseudonyms("logout-handle", "user", user);
    }

    /** By what a message is known when it comes a second time. */
    Pseudonym message(Protocol protocol, String id) {
        return keyring.pseudonym("logout-message", protocol.word(), id);
    }

    private static String session(String sid) {
        return "sid " + sid;
    }

    private static String everySession(String subject) {
        return "sub " + subject;
    }

    private static String withoutSid(String subject) {
        return "sub-without-sid " + subject;
    }
}

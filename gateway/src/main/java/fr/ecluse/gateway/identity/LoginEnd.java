package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;
import java.util.List;

/** What comes of the provider's answer to a login. */
public sealed interface LoginEnd {

    /**
     * Somebody logged in.
     *
     * @param sessionCookie the value to set; it ends when the person's credential does
     * @param handles by which the provider may end the session: to be bound to it in the ledger
     * @param lasts how long the session can last, and so the binding
     * @param returnTo a path of this origin, beginning with one slash
     */
    record LoggedIn(String sessionCookie, Person person, List<Pseudonym> handles, Duration lasts, String returnTo)
            implements LoginEnd {}

    /**
     * Nobody logged in.
     *
     * @param returnTo where the visitor wanted to go, {@code /} if that is not known: for beginning again
     */
    record Failed(LoginFailure why, String returnTo) implements LoginEnd {}
}

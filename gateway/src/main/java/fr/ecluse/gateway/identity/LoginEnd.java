package fr.ecluse.gateway.identity;

/** What comes of the provider's answer to a login. */
public sealed interface LoginEnd {

    /**
     * Somebody logged in.
     *
     * @param sessionCookie the value to set; it ends when the person's credential does
     * @param returnTo a path of this origin, beginning with one slash
     */
    record LoggedIn(String sessionCookie, Person person, String returnTo) implements LoginEnd {}

    /**
     * Nobody logged in.
     *
     * @param returnTo where the visitor wanted to go, {@code /} if that is not known: for beginning again
     */
    record Failed(LoginFailure why, String returnTo) implements LoginEnd {}
}

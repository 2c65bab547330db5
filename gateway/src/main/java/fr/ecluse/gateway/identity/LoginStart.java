package fr.ecluse.gateway.identity;

import java.net.URI;

/** What comes of beginning a login. */
public sealed interface LoginStart {

    /**
     * The visitor goes to the provider.
     *
     * @param to the provider's login page, with everything it needs
     * @param stateCookie to be kept by the browser for {@link Logins#STATE_LIVES}, and given back at the callback
     */
    record Redirect(URI to, String stateCookie) implements LoginStart {}

    record Failed(LoginFailure why) implements LoginStart {}
}

package fr.ecluse.gateway.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of whoever logged in.
 *
 * @param issuer the provider: with the subject it names a person
 * @param handles what the provider may call this session when it ends it: a CAS service ticket as it is, or what {@link
 *     LogoutHandles#ofLogin} makes of an ID token; none if it never will
 */
record LoginClaims(String issuer, @Nullable String subject, Attributes attributes, List<String> handles) {

    LoginClaims {
        handles = List.copyOf(handles);
    }

    /** The same login, of which the provider said more. */
    LoginClaims with(Attributes more) {
        return new LoginClaims(issuer, subject, more, handles);
    }
}

package fr.ecluse.gateway.identity;

import java.net.URI;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One way to log in, as a conversation with a provider: where the visitor is sent, and what the answer is worth. What all
 * ways share is in {@link Logins}. Thread-safe; never blocks.
 */
interface LoginProtocol {

    /** For the metrics, the log, and the path to which the provider answers. */
    IdentityListener.Protocol name();

    /** The address to send the visitor to. */
    Mono<URI> loginPage(LoginState state);

    /**
     * What the provider says of whoever it sent back. Asked once for each answer: a code or a ticket asked about twice is
     * burnt.
     *
     * @param query of the callback as it came, without the question mark
     * @param enough whether what the provider said first is enough; else it is asked for more, if it has more
     * @return else an error: {@link LoginFailedException} if it is no answer to this login, or a no; any other if it can't be
     *     told
     */
    Mono<LoginClaims> answer(@Nullable String query, LoginState state, Predicate<Attributes> enough);

    /** The address that ends the provider's own session and then sends the visitor to the portal; empty if it has none. */
    Mono<URI> logoutPage(String baseUrl);
}

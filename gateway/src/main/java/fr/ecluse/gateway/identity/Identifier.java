package fr.ecluse.gateway.identity;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tells who a credential names. Thread-safe; never blocks. */
public interface Identifier {

    /**
     * The outcome if it is known already, without waiting for anything; null if {@link #identify} must be asked.
     *
     * <p>This is the fast path: one digest and one look-up, and for a cookie seen for the first time its opening, so that after
     * a restart nobody with a session is taken for a stranger.
     */
    @Nullable
    Identification known(Credential credential);

    /** Verifies. Never fails with an error: what goes wrong is an outcome. */
    Mono<Identification> identify(Credential credential);
}

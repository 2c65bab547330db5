package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes of a provider's message that sessions have ended. */
public sealed interface LogoutMessage {

    /**
     * The provider means it.
     *
     * @param handles whatever is tied to one of them has ended
     * @param notice null if the message can do no harm when it comes again
     */
    record Valid(List<Pseudonym> handles, @Nullable Notice notice) implements LogoutMessage {}

    /**
     * By what the message is known when it comes again.
     *
     * @param lasts for how long it would be believed
     */
    record Notice(Pseudonym id, Duration lasts) {}

    /** @param reason for the log, never for the answer */
    record Refused(String reason) implements LogoutMessage {}

    /** It can't be told now: too much to do, or no keys. */
    record Undecidable(String why) implements LogoutMessage {}
}

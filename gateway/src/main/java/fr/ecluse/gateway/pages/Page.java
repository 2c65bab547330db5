package fr.ecluse.gateway.pages;

import fr.ecluse.policy.LocalText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a visitor is told, as facts. The words are in {@code texts_fr.properties} and {@code texts_en.properties}. */
public sealed interface Page {

    /** Where the page's one button leads: the page first asked for, to try it again. */
    Destination where();

    /** The first word of the keys of its texts. */
    default String key() {
        String name = getClass().getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** A page that watches the place in the line, by itself where scripts run. */
    sealed interface InLine extends Page {

        /** When to ask again, as given by the waiting room. */
        Duration nextPoll();

        /** When the person joined the line. */
        Instant since();
    }

    /** A page that asks to come back after a while. */
    sealed interface Later extends Page {

        Duration retryAfter();
    }

    /**
     * No seat now; the place in the line is kept.
     *
     * @param ahead people of the lane before this one
     * @param estimate how long still; null if none can honestly be given
     */
    record Waiting(
            long ahead, @Nullable Duration estimate, Duration nextPoll, Instant since, Why why, Destination where)
            implements InLine {

        /** Why there is no seat. */
        public enum Why {
            /** Every seat is taken. */
            FULL,
            /** Seats are left, or will be, and lanes of a higher rank come first. */
            HIGHER_ROLES_FIRST
        }
    }

    /** No seat, and none to hope for until it is calmer: what is free is kept for higher roles. */
    record Quiet(Duration nextPoll, Instant since, Destination where) implements InLine {}

    /**
     * A rule refuses.
     *
     * @param message the rule's own sentence, {@link LocalText#NONE} for the usual one
     * @param reopensAt null if unknown within 14 days
     */
    record Refused(LocalText message, @Nullable Instant reopensAt, Destination where) implements Page {

        @Override
        public String key() {
            return reopensAt == null ? "closed" : "refused";
        }
    }

    /**
     * The visitor sits in the ENT, and one service of it is full. The button leads on to the rest.
     *
     * @param service the page of the service that was asked for
     */
    record ServiceFull(Duration retryAfter, Destination service) implements Later {

        @Override
        public Destination where() {
            return Destination.HOME;
        }
    }

    /** Too many requests from this client. */
    record Throttled(Duration retryAfter, Destination where) implements Later {}

    /** The ledger is lost: nobody new enters. */
    record Unavailable(Duration retryAfter, Destination where) implements Later {}

    /** The portal, or this part of it, has more than it can answer. */
    record Overloaded(Duration retryAfter, Destination where) implements Later {}

    /** The portal did not answer as it should. */
    record UpstreamFailed(Fault fault, Destination where) implements Page {

        /** How it failed. */
        public enum Fault {
            /** Refused the connection or broke it: 502. */
            BROKEN,
            /** Took too long: 504. */
            TOO_SLOW
        }
    }

    /** The login did not end well. */
    record LoginFailed(Reason reason, Destination where) implements Page {

        /** As far as a visitor may know. */
        public enum Reason {
            /** Cancelled by the visitor, or refused by the provider. */
            CANCELLED,
            /** The provider failed or did not answer in time. */
            PROVIDER_FAILED,
            /** The gateway's clock and the provider's are too far apart. */
            CLOCK_WRONG,
            /** Began too long ago, in another browser, or without cookies. */
            NOT_STARTED_HERE,
            /** What the provider sent the visitor back with was used before, or came too late. */
            ALREADY_USED
        }

        @Override
        public String key() {
            return "loginFailed." + reason.name();
        }
    }

    /** A login cannot be done inside a frame; the link opens the whole window. */
    record LoginInFrame(Destination where) implements Page {}

    /** Sent to the login again and again within a minute: something on the visitor's side loses the session. */
    record TooManyLogins(Destination where) implements Page {}

    /** A credential came and did not hold. */
    record NotRecognised(Destination where) implements Page {}

    /** Malformed beyond doubt. */
    record BadRequest() implements Page {

        @Override
        public Destination where() {
            return Destination.HOME;
        }
    }

    /** An own path that does not exist. */
    record NotFound() implements Page {

        @Override
        public Destination where() {
            return Destination.HOME;
        }
    }

    /** The session has ended and the seat is free. */
    record LoggedOut() implements Page {

        @Override
        public Destination where() {
            return Destination.HOME;
        }
    }
}

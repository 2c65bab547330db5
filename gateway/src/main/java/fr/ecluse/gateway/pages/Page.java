package fr.ecluse.gateway.pages;

import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a visitor is told, as facts. The words are in {@code texts_fr.properties} and its siblings. */
public sealed interface Page {

    /** Where the page's one button leads: the page first asked for, to try it again. */
    Destination where();

    /** The first word of the keys of its texts. */
    default String key() {
        String name = getClass().getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** A page of somebody whose place in the line is kept. */
    sealed interface InLine extends Page {

        /** When the person joined the line. */
        Instant since();

        First first();
    }

    /**
     * Who comes in before the visitor's lane.
     *
     * @param roles most favoured first; none: nobody
     * @param until when the rules close to all of them; null if they don't within a day
     */
    record First(List<Role> roles, @Nullable Instant until) {

        public static final First NOBODY = new First(List.of(), null);

        public First {
            roles = List.copyOf(roles);
        }
    }

    /**
     * How long somebody will wait still: between the two, most likely.
     *
     * @param slower why it is more than was said before; null if it is not
     */
    record Estimate(
            Duration atLeast, Duration atMost, @Nullable Slower slower) {}

    /** Why a wait has become longer. */
    enum Slower {
        FEWER_LEAVE,
        CEILING_LOWERED,
        PRIORITY
    }

    /** A page of something that is over: it can't be asked for again. */
    sealed interface Once extends Page {}

    /** A page that asks to come back after a while. */
    sealed interface Later extends Page {

        Duration retryAfter();
    }

    /**
     * No seat now; the place in the line is kept, and watched by the page itself where scripts run.
     *
     * @param ahead people of the lane before this one
     * @param estimate null if none can honestly be given
     * @param nextPoll when to ask again, as given by the waiting room
     */
    record Waiting(
            long ahead, @Nullable Estimate estimate, Duration nextPoll, Instant since, First first, Destination where)
            implements InLine {}

    /** No seat, and none to hope for until it is calmer: what is free is kept for higher roles. Nothing to watch. */
    record Quiet(Instant since, First first, Destination where) implements InLine {}

    /**
     * The operators let nobody new in for now; the place in the line is kept.
     *
     * @param ahead people of the lane before this one
     */
    record Held(long ahead, Duration nextPoll, Instant since, Destination where) implements InLine {

        @Override
        public First first() {
            return First.NOBODY;
        }
    }

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
    record LoginFailed(Reason reason, Destination where) implements Once {

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
    record LoginInFrame(Destination where) implements Once {}

    /** Sent to the login again and again within a minute: something on the visitor's side loses the session. */
    record TooManyLogins(Destination where) implements Page {}

    /** A credential came and did not hold. */
    record NotRecognised(Destination where) implements Once {}

    /** Malformed beyond doubt. */
    record BadRequest() implements Once {

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
    record LoggedOut() implements Once {

        @Override
        public Destination where() {
            return Destination.HOME;
        }
    }
}

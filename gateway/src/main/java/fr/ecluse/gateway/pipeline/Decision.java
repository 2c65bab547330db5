package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.waiting.Estimate;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway decided about one request, with the facts that the answer needs. How it looks on the wire is {@link
 * Answers}' business.
 */
public sealed interface Decision {

    /** The value of {@code Ecluse-Decision}, and the label of the metric. */
    String word();

    /**
     * Off to the identity provider.
     *
     * @param attempt how often within a minute, this one counted
     */
    record Login(URI location, String stateCookie, int attempt) implements Decision {
        @Override
        public String word() {
            return "login";
        }
    }

    /** In a frame the provider's page would not show: a small page with a link to the top instead. */
    record LoginInFrame() implements Decision {
        @Override
        public String word() {
            return "login";
        }
    }

    /** Sent to the login again and again within a minute: a page that explains, instead of one more turn. */
    record TooManyLogins() implements Decision {
        @Override
        public String word() {
            return "login";
        }
    }

    /**
     * Back from the identity provider.
     *
     * @param returnTo a path of this very site
     * @param stateCookieName of the cookie that has done its work: those of other tabs stay
     * @param stateCookie its value
     */
    record LoggedIn(String returnTo, String sessionCookie, String stateCookieName, String stateCookie)
            implements Decision {
        @Override
        public String word() {
            return "logged-in";
        }
    }

    /**
     * Back from the identity provider once more, with the session of the first time: on to the page.
     *
     * @param returnTo a path of this very site
     */
    record StillLoggedIn(String returnTo) implements Decision {
        @Override
        public String word() {
            return "logged-in";
        }
    }

    /** @param provider where the provider ends its own session; null: nowhere */
    record LoggedOut(@Nullable URI provider) implements Decision {
        @Override
        public String word() {
            return "logged-out";
        }
    }

    /** No credential, and nobody to show a login page to. */
    record Unauthenticated() implements Decision {
        @Override
        public String word() {
            return "unauthenticated";
        }
    }

    /** @param reason for the log, never for the answer */
    record InvalidToken(String reason) implements Decision {
        @Override
        public String word() {
            return "invalid-token";
        }
    }

    /** @param reopensAt the first instant at which this role is no longer refused here; null if none is near */
    record Refused(Role role, Rule rule, @Nullable Instant reopensAt) implements Decision {
        @Override
        public String word() {
            return "refused";
        }
    }

    /**
     * No seat now.
     *
     * @param ticket the signed place
     * @param soFar since the person joined the lane
     * @param estimate null if none can honestly be given
     */
    record Waiting(
            Role lane,
            String ticket,
            long ahead,
            Duration soFar,
            @Nullable Estimate estimate,
            Duration nextPoll,
            Why why)
            implements Decision {

        /** Why there is no seat. */
        public enum Why {
            /** Every seat is taken. */
            FULL,
            /** Seats are left, and lanes of a higher rank come first. */
            HIGHER_ROLES_FIRST,
            /** Seats are left, but all of them are kept for roles of a higher rank. */
            CLOSED_TO_ROLE,
            /** The operators let nobody new in for now, whatever room there is. */
            HELD
        }

        @Override
        public String word() {
            return "waiting";
        }
    }

    /**
     * The person sits in the ENT, and this service of it is full: no lane, no place, and everything else goes on.
     *
     * @param retryAfter when to try it again
     */
    record ServiceFull(String service, Duration retryAfter) implements Decision {
        @Override
        public String word() {
            return "waiting";
        }
    }

    /** @param retryAfter when the next request of this client passes */
    record Throttled(Duration retryAfter, Scope scope) implements Decision {

        /** By what: the label of the metric. */
        public enum Scope {
            /** The limit of one client address. */
            CLIENT,
            /** An operator's block. */
            BLOCK,
            /** The limit of one client address on a route of its own, over all nodes. */
            ROUTE
        }

        @Override
        public String word() {
            return "throttled";
        }
    }

    /** The ledger, or the keys that would say who asks, are not to be had. */
    record Unavailable(Duration retryAfter) implements Decision {
        @Override
        public String word() {
            return "unavailable";
        }
    }

    /** A bound of what we call is reached. */
    record Overloaded(Duration retryAfter) implements Decision {
        @Override
        public String word() {
            return "overloaded";
        }
    }

    /**
     * The login came to nothing.
     *
     * @param tryAgain the path first asked for
     */
    record LoginFailed(Fault fault, String tryAgain) implements Decision {

        /** Whose fault decides the status. */
        public enum Fault {
            /** 502. */
            PROVIDER,
            /** 502: our clock or the provider's. */
            CLOCK,
            /** 400. */
            CANCELLED,
            /** 400: too late, or begun in another browser. */
            NOT_STARTED_HERE,
            /** 400: used before, or too late for the provider. */
            ALREADY_USED
        }

        @Override
        public String word() {
            return "login-failed";
        }
    }

    /** Malformed beyond doubt. */
    record BadRequest() implements Decision {
        @Override
        public String word() {
            return "bad-request";
        }
    }

    /** No route leads there. */
    record NotFound() implements Decision {
        @Override
        public String word() {
            return "not-found";
        }
    }

    /** The portal refuses the connection, breaks it, or takes too long. */
    record UpstreamFailed(How how) implements Decision {

        public enum How {
            /** 502. */
            BROKEN,
            /** 504. */
            TOO_SLOW
        }

        @Override
        public String word() {
            return "upstream-failed";
        }
    }
}

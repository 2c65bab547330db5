package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.pages.Destination;
import fr.ecluse.gateway.pages.Language;
import fr.ecluse.gateway.pages.Page;
import fr.ecluse.gateway.pages.Texts;
import fr.ecluse.gateway.waiting.Estimate;
import fr.ecluse.policy.LocalText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a decision looks like on the wire, whoever reads it.
 *
 * @param retryAfter for {@code Retry-After}; null: none
 * @param page for people
 * @param members for programs, beside the usual ones of a problem document
 */
record Facts(int status, @Nullable Duration retryAfter, Page page, Map<String, @Nullable Object> members) {

    /** By whose clock and words. */
    record Moment(Instant now, ZoneId zone, Texts words) {

        Language language() {
            return words.language();
        }
    }

    /**
     * @param here where to go on, once that is possible
     * @param first who comes in before, if somebody waits
     */
    static Facts of(Decision decision, Destination here, Moment moment, Page.First first) {
        if (decision instanceof Decision.Refused refused) {
            return refused(refused, here, moment);
        }
        if (decision instanceof Decision.Waiting waiting) {
            return waiting(waiting, here, moment, first);
        }
        if (decision instanceof Decision.ServiceFull full) {
            return serviceFull(full, here);
        }
        if (decision instanceof Decision.Throttled throttled) {
            return later(429, throttled.retryAfter(), new Page.Throttled(throttled.retryAfter(), here));
        }
        if (decision instanceof Decision.Unavailable unavailable) {
            return later(503, unavailable.retryAfter(), new Page.Unavailable(unavailable.retryAfter(), here));
        }
        if (decision instanceof Decision.Overloaded overloaded) {
            return later(503, overloaded.retryAfter(), new Page.Overloaded(overloaded.retryAfter(), here));
        }
        if (decision instanceof Decision.UpstreamFailed failed) {
            return failed.how() == Decision.UpstreamFailed.How.TOO_SLOW
                    ? plain(504, new Page.UpstreamFailed(Page.UpstreamFailed.Fault.TOO_SLOW, here))
                    : plain(502, new Page.UpstreamFailed(Page.UpstreamFailed.Fault.BROKEN, here));
        }
        if (decision instanceof Decision.LoginFailed failed) {
            return loginFailed(failed);
        }
        if (decision instanceof Decision.Login) {
            return plain(302, new Page.LoginInFrame(here)); // the body is for whoever does not follow
        }
        if (decision instanceof Decision.TooManyLogins) {
            return plain(200, new Page.TooManyLogins(here));
        }
        if (decision instanceof Decision.LoggedIn in) {
            return plain(302, new Page.LoginInFrame(new Destination(in.returnTo())));
        }
        if (decision instanceof Decision.StillLoggedIn in) {
            return plain(302, new Page.LoginInFrame(new Destination(in.returnTo())));
        }
        if (decision instanceof Decision.LoggedOut out) {
            return plain(out.provider() == null ? 200 : 302, new Page.LoggedOut());
        }
        if (decision instanceof Decision.LoginInFrame) {
            return plain(200, new Page.LoginInFrame(here));
        }
        if (decision instanceof Decision.BadRequest) {
            return plain(400, new Page.BadRequest());
        }
        if (decision instanceof Decision.NotFound) {
            return plain(404, new Page.NotFound());
        }
        return plain(401, new Page.NotRecognised(here)); // unauthenticated, invalid-token
    }

    private static Facts plain(int status, Page page) {
        return new Facts(status, null, page, Map.of());
    }

    private static Facts later(int status, Duration retryAfter, Page page) {
        return new Facts(status, retryAfter, page, Map.of());
    }

    private static Facts refused(Decision.Refused refused, Destination here, Moment moment) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        Instant reopensAt = refused.reopensAt();
        if (reopensAt != null) {
            members.put("reopensAt", iso(reopensAt, moment.zone()));
        }
        members.put("rule", refused.rule().name());
        members.put("message", message(refused.rule().text(), moment.words()));
        return new Facts(
                403,
                reopensAt == null ? null : Duration.between(moment.now(), reopensAt),
                new Page.Refused(refused.rule().text(), reopensAt, here),
                members);
    }

    private static Facts waiting(Decision.Waiting waiting, Destination here, Moment moment, Page.First first) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        WaitFacts.put(members, waiting.ahead(), waiting.estimate(), waiting.nextPoll(), moment::words);
        Instant since = moment.now().minus(waiting.soFar());
        Page page = switch (waiting.why()) {
            case FULL, HIGHER_ROLES_FIRST ->
                new Page.Waiting(waiting.ahead(), estimate(waiting.estimate()), waiting.nextPoll(), since, first, here);
            case HELD -> new Page.Held(waiting.ahead(), waiting.nextPoll(), since, here);
            case CLOSED_TO_ROLE -> new Page.Quiet(since, first, here);
        };
        return new Facts(503, waiting.nextPoll(), page, members);
    }

    /** Nothing to poll, nobody ahead: the members that a waiting answer has, without a lane. */
    private static Facts serviceFull(Decision.ServiceFull full, Destination here) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("service", full.service());
        members.put("ahead", null);
        members.put("estimatedWaitSeconds", null);
        members.put("nextPollSeconds", null);
        return new Facts(503, full.retryAfter(), new Page.ServiceFull(full.retryAfter(), here), members);
    }

    private static Page.@Nullable Estimate estimate(@Nullable Estimate told) {
        return told == null ? null : new Page.Estimate(told.atLeast(), told.atMost(), WaitFacts.slower(told.slower()));
    }

    /** The rule's own sentence, else the usual one in the reader's language. */
    static String message(LocalText own, Texts words) {
        return own.isEmpty()
                ? words.problem("refused").detail()
                : own.in(words.language().locale());
    }

    private static Facts loginFailed(Decision.LoginFailed failed) {
        Destination tryAgain = new Destination(failed.tryAgain());
        return switch (failed.fault()) {
            case PROVIDER -> plain(502, new Page.LoginFailed(Page.LoginFailed.Reason.PROVIDER_FAILED, tryAgain));
            case CLOCK -> plain(502, new Page.LoginFailed(Page.LoginFailed.Reason.CLOCK_WRONG, tryAgain));
            case CANCELLED -> plain(400, new Page.LoginFailed(Page.LoginFailed.Reason.CANCELLED, tryAgain));
            case NOT_STARTED_HERE ->
                plain(400, new Page.LoginFailed(Page.LoginFailed.Reason.NOT_STARTED_HERE, tryAgain));
            case ALREADY_USED -> plain(400, new Page.LoginFailed(Page.LoginFailed.Reason.ALREADY_USED, tryAgain));
        };
    }

    /** ISO 8601 with the offset that visitors' clocks have. */
    static String iso(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
    }

    /** Whole seconds, rounded up: whoever comes back after them is not too early. */
    static long seconds(Duration duration) {
        return Math.max(1, (duration.toMillis() + 999) / 1000);
    }
}

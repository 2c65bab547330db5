package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Foreign;
import fr.ecluse.gateway.identity.Identification.Rejected;
import fr.ecluse.gateway.identity.Identification.Undecidable;
import fr.ecluse.gateway.identity.IdentityListener.Introspected;
import fr.ecluse.gateway.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Who an opaque token names: remembered for a while, or asked about at the provider.
 *
 * <p>An answer counts for {@code remember}, and is asked for anew behind the scenes in the last quarter of that time, so that
 * somebody active never waits for it. Where the provider gives no answer, the last one goes on counting, up to {@link #BRIDGED} and
 * never beyond the token's end: an outage of the provider throws nobody out. Many requests with one token make one call.
 * Calls are bounded at once and a second, apart for tokens that name somebody already, so that a flood of made-up tokens
 * neither drowns the provider nor holds up those who are in. Thread-safe; never blocks.
 */
final class OpaqueTokens {

    /** How long the provider's silence is bridged, from its last answer on. */
    static final Duration BRIDGED = Duration.ofHours(1);

    /** How long after silence the same token is asked about again. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    /** Whoever was away for this long after silence waits for an answer again. */
    static final Duration SILENT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(OpaqueTokens.class);

    /** RFC 6750 §2.1: what a bearer token is made of. Nothing else is sent on. */
    private static final Pattern B64TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final Foreign MALFORMED = new Foreign("malformed");
    private static final Foreign INACTIVE = new Foreign("inactive");
    private static final Undecidable BUSY = new Undecidable("busy");
    private static final Undecidable NO_ANSWER = new Undecidable("no-answer");

    private final Settings.Introspection settings;
    private final Function<String, Mono<IntrospectionAnswer>> provider;
    private final People people;
    private final Refusals refusals;
    private final Surroundings around;
    private final Cache<Digest, Held> active;
    private final ConcurrentMap<Digest, Mono<Identification>> underway = new ConcurrentHashMap<>();
    private final AtomicInteger generation = new AtomicInteger();
    private final Bounds newcomers;
    private final Bounds renewals;
    private final Pace warnings;

    /** Time, and who is told. */
    record Surroundings(Clock clock, Ticker ticker, IdentityListener listener) {}

    /**
     * The most of everything, for newcomers and for those to be asked about again alike.
     *
     * @param remembered tokens that name somebody
     * @param atOnce calls under way
     */
    record Limits(long remembered, int atOnce, int perSecond) {

        /** Both kinds of calls together find a connection of {@link ProviderClient} each: none waits for one. */
        static final Limits USUAL = new Limits(Identities.REMEMBERED, ProviderClient.CONNECTIONS / 2, 1_000);
    }

    OpaqueTokens(
            Settings.Introspection settings,
            Function<String, Mono<IntrospectionAnswer>> provider,
            People people,
            Refusals refusals,
            Surroundings around,
            Limits limits) {
        this.settings = settings;
        this.provider = provider;
        this.people = people;
        this.refusals = refusals;
        this.around = around;
        this.active = Caffeine.newBuilder()
                .maximumSize(limits.remembered)
                .expireAfterWrite(BRIDGED)
                .build();
        this.newcomers = new Bounds(limits, around.ticker);
        this.renewals = new Bounds(limits, around.ticker);
        this.warnings = new Pace(1, Duration.ofMinutes(1), around.ticker);
    }

    /**
     * Whether the provider may know a token that says this of itself. A JWT names whose it is: one of somebody else is none of
     * this provider's business.
     *
     * @param claimedIssuer as of {@link TokenVerifier#claimedIssuer}
     */
    boolean concerns(@Nullable String claimedIssuer) {
        return claimedIssuer == null || claimedIssuer.isEmpty() || claimedIssuer.equals(settings.issuer());
    }

    /** Whoever this token names, if that need not be waited for. */
    @Nullable
    Authenticated known(String token, Digest digest) {
        Held held = held(digest);
        if (held == null) {
            return null;
        }
        long now = around.clock.millis();
        if (now >= held.waitFrom) {
            return null;
        }
        if (now >= held.askFrom && !underway.containsKey(digest)) {
            ask(token, digest).subscribe();
        }
        return held.somebody;
    }

    Mono<Identification> identify(String token, Digest digest) {
        if (!B64TOKEN.matcher(token).matches()) {
            refusals.putForLong(digest, MALFORMED);
            return Mono.just(MALFORMED);
        }
        return ask(token, digest).map(found -> found instanceof Undecidable ? lastKnown(digest, found) : found);
    }

    /** Everything must be asked anew: the roles that answers map to have changed. */
    void forget() {
        generation.incrementAndGet();
        active.invalidateAll();
    }

    private Identification lastKnown(Digest digest, Identification undecidable) {
        Held held = held(digest);
        Identification refused = refusals.last(digest);
        return held != null ? held.somebody : refused != null ? refused : undecidable;
    }

    private @Nullable Held held(Digest digest) {
        Held held = active.getIfPresent(digest);
        return held != null && around.clock.millis() < held.goodUntil() ? held : null;
    }

    /** One call, for however many ask meanwhile; it goes on if they leave. */
    private Mono<Identification> ask(String token, Digest digest) {
        return underway.computeIfAbsent(
                digest,
                any -> Mono.defer(() -> call(token, digest))
                        .doOnTerminate(
                                () -> underway.remove(digest)) // before anybody hears it: whoever asks then asks anew
                        .cache());
    }

    private Mono<Identification> call(String token, Digest digest) {
        Held held = held(digest);
        Identification answered = answered(held, digest);
        if (answered != null) {
            return Mono.just(answered);
        }
        Bounds bounds = held == null ? newcomers : renewals;
        if (!bounds.enter()) {
            around.listener.introspected(Introspected.BUSY);
            return Mono.just(BUSY);
        }
        int askedIn = generation.get();
        return provider.apply(token)
                .map(answer -> judge(answer, digest, askedIn))
                .onErrorResume(error -> Mono.just(silence(error, digest, held)))
                .doFinally(signal -> bounds.places.release());
    }

    /** What the provider said while this request was on its way here: an answer ends a call before it lets the next one begin. */
    private @Nullable Identification answered(@Nullable Held held, Digest digest) {
        return held != null && around.clock.millis() < held.askFrom ? held.somebody : refusals.get(digest);
    }

    private Identification judge(IntrospectionAnswer answer, Digest digest, int askedIn) {
        if (!(answer instanceof IntrospectionAnswer.Active said)) {
            return refuse(digest, INACTIVE, Introspected.INACTIVE);
        }
        try {
            Instant now = around.clock.instant();
            said.check(settings, now);
            Authenticated somebody = new Authenticated(people.person(
                    settings.persons(), said.subject(), said.attributes(), null, end(said.expires(), now)));
            remember(digest, Held.fresh(somebody, now.toEpochMilli(), settings.remember()), askedIn);
            refusals.forget(digest);
            around.listener.introspected(Introspected.ACTIVE);
            return somebody;
        } catch (TokenRefusedException refused) {
            return refuse(digest, new Rejected(refused.reason()), Introspected.REFUSED);
        }
    }

    private Identification refuse(Digest digest, Identification why, Introspected outcome) {
        active.invalidate(digest);
        refusals.put(digest, why);
        around.listener.introspected(outcome);
        return why;
    }

    private Identification silence(Throwable error, Digest digest, @Nullable Held held) {
        around.listener.introspected(Introspected.FAILED);
        if (warnings.allows()) {
            LOG.warn("event=introspection-failed cause=\"{}\"", error.getMessage()); // once a minute while it goes on
        } else {
            LOG.debug("event=introspection-failed cause=\"{}\"", error.getMessage());
        }
        if (held != null) {
            active.asMap().replace(digest, held, held.after(around.clock.millis()));
        }
        return NO_ANSWER;
    }

    private void remember(Digest digest, Held held, int askedIn) {
        active.put(digest, held);
        if (generation.get() != askedIn) {
            active.invalidate(digest);
        }
    }

    /** The token's own end, with the skew for one that is over by our clock alone; at most what an outage may bridge. */
    private static Instant end(@Nullable Instant said, Instant now) {
        Instant bridged = now.plus(BRIDGED);
        if (said == null || said.isAfter(bridged)) {
            return bridged;
        }
        return said.isAfter(now) ? said : said.plus(TokenVerifier.SKEW);
    }

    /**
     * Somebody whom a token named; instants in ms.
     *
     * @param askFrom from then on it is asked again, while this still counts
     * @param waitFrom from then on this counts only if there is no answer
     */
    private record Held(Authenticated somebody, long askFrom, long waitFrom) {

        static Held fresh(Authenticated somebody, long now, Duration remember) {
            long lasts = remember.toMillis();
            return new Held(somebody, now + lasts - lasts / 4, now + lasts);
        }

        Held after(long silence) {
            return new Held(somebody, silence + AGAIN.toMillis(), Math.max(waitFrom, silence + SILENT.toMillis()));
        }

        long goodUntil() {
            return somebody.person().expiresAt().toEpochMilli();
        }
    }

    /** Calls at once and a second. */
    private static final class Bounds {

        private final Semaphore places;
        private final Pace pace;

        Bounds(Limits limits, Ticker ticker) {
            this.places = new Semaphore(limits.atOnce);
            this.pace = new Pace(limits.perSecond, Duration.ofSeconds(1), ticker);
        }

        boolean enter() {
            if (!places.tryAcquire()) {
                return false;
            }
            if (!pace.allows()) {
                places.release();
                return false;
            }
            return true;
        }
    }
}

package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The keys of one provider (its JWKS, RFC 7517 §5), at hand before a token asks for them.
 *
 * <p>A token that names a key not seen yet has them fetched out of turn, a few times a minute at most: that is how a
 * rotation passes unnoticed, and why random key names cost the provider nothing.
 */
final class PublishedKeys {

    static final Duration FRESH = Duration.ofMinutes(5);

    /** How long an outage of the provider is bridged: a morning. */
    static final Duration USABLE = Duration.ofHours(4);

    private final Refreshed<List<SigningKey>> keys;

    /**
     * @param issuer whose keys, for the log
     * @param address where the set is; an empty Mono or an error if even that can't be told now
     */
    PublishedKeys(String issuer, Mono<URI> address, ProviderClient client, Ticker ticker) {
        this.keys = new Refreshed<>(
                "keys-of-" + issuer, address.flatMap(client::get).map(PublishedKeys::parse), FRESH, USABLE, ticker);
    }

    /** Those that may have signed under this header, perhaps none; an error if no keys are to be had at all. */
    Mono<List<SigningKey>> fitting(JWSHeader header) {
        return keys.get().flatMap(all -> {
            List<SigningKey> fit = fitting(all, header);
            return fit.isEmpty() ? keys.insteadOf(all).map(newer -> fitting(newer, header)) : Mono.just(fit);
        });
    }

    /** Ends when the keys are there, or can't be had at present; never with an error. */
    Mono<Void> attempted() {
        return keys.attempted();
    }

    Disposable keepFresh(Scheduler timer) {
        return keys.keepFresh(timer);
    }

    private static List<SigningKey> fitting(List<SigningKey> keys, JWSHeader header) {
        return keys.stream().filter(key -> key.fits(header)).toList();
    }

    private static List<SigningKey> parse(String json) {
        try {
            List<SigningKey> keys = JWKSet.parse(json).getKeys().stream()
                    .map(SigningKey::of)
                    .filter(Objects::nonNull)
                    .toList();
            if (keys.isEmpty()) {
                throw new ProviderException("a key set without a key that verifies");
            }
            return keys;
        } catch (ParseException e) {
            throw new ProviderException("an unreadable key set", e);
        }
    }
}

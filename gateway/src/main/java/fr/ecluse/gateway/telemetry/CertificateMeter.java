package fr.ecluse.gateway.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.info.SslInfo;
import org.springframework.boot.info.SslInfo.BundleInfo;
import org.springframework.boot.info.SslInfo.CertificateInfo;
import org.springframework.boot.ssl.SslBundles;

/**
 * When the certificates of Spring Boot's SSL bundles end: from then on no browser comes in, and renewing takes a while. Read at
 * the start, when a bundle is replaced and, for the warning, once a day. Thread-safe.
 */
final class CertificateMeter {

    /** The operator is told from so long before the end. */
    static final Duration NEAR = Duration.ofDays(14);

    private static final Logger LOG = LoggerFactory.getLogger(CertificateMeter.class);

    private final SslBundles bundles;
    private final SslInfo info;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    /** @param clock the machine's own, as browsers have theirs */
    CertificateMeter(SslBundles bundles, MeterRegistry registry, Clock clock) {
        this.bundles = bundles;
        this.info = new SslInfo(bundles, clock);
        this.registry = registry;
        this.clock = clock;
    }

    /** Reads files: not for an event loop. */
    void keep() {
        for (String bundle : bundles.getBundleNames()) {
            read(bundle);
            if (ends.containsKey(bundle)) {
                Gauge.builder(Metrics.CERTIFICATE_ENDS, () -> secondsLeft(bundle))
                        .tag("bundle", bundle)
                        .description("Seconds until the first certificate of this bundle ends")
                        .register(registry);
                bundles.addBundleUpdateHandler(bundle, updated -> replaced(bundle));
            }
        }
        warn();
    }

    void warn() {
        Instant now = clock.instant();
        ends.forEach((bundle, end) -> {
            if (end.isBefore(now.plus(NEAR))) {
                LOG.warn(
                        "event=certificate-ends bundle={} ends={} do=\"renew it; with reload-on-update no restart is needed\"",
                        bundle,
                        end);
            }
        });
    }

    private void replaced(String bundle) {
        read(bundle);
        LOG.info("event=certificate-replaced bundle={} ends={}", bundle, ends.get(bundle));
        warn();
    }

    private void read(String bundle) {
        Instant end = end(info.getBundle(bundle)).orElse(null);
        if (end != null) {
            ends.put(bundle, end);
        }
    }

    private double secondsLeft(String bundle) {
        return Duration.between(clock.instant(), Objects.requireNonNull(ends.get(bundle)))
                .toSeconds();
    }

    private static Optional<Instant> end(@Nullable BundleInfo bundle) {
        return bundle == null
                ? Optional.empty()
                : bundle.getCertificateChains().stream()
                        .flatMap(chain -> chain.getCertificates().stream())
                        .map(CertificateInfo::getValidityEnds)
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo);
    }
}

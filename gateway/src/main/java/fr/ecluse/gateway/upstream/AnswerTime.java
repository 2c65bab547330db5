package fr.ecluse.gateway.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;

/** How long the portal may take to begin its answer. */
final class AnswerTime {

    private AnswerTime() {}

    /** What the settings say; a route may say otherwise in its metadata, as in Spring's own. Null: as long as it likes. */
    static @Nullable Duration most(Route route, HttpClientProperties properties) {
        Object own = route.getMetadata().get(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR);
        if (own == null) {
            return properties.getResponseTimeout();
        }
        long millis = Long.parseLong(own.toString());
        return millis < 0 ? null : Duration.ofMillis(millis);
    }
}

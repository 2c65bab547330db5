package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import fr.ecluse.gateway.settings.Settings;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Asks a provider about opaque tokens (RFC 7662 §2.1), each time anew. Thread-safe; never blocks. */
final class Introspection {

    private static final Duration METADATA_FRESH = Duration.ofHours(1);
    private static final Duration METADATA_USABLE = Duration.ofDays(1);

    private final Mono<URI> endpoint;
    private final ClientAuthentication proof;
    private final ProviderClient client;
    private final Scheduler scheduler;

    /** @param scheduler where answers are read */
    Introspection(Settings.Introspection settings, ProviderClient client, Ticker ticker, Scheduler scheduler) {
        this.endpoint = endpoint(settings, client, ticker);
        this.proof = new ClientSecretBasic(new ClientID(settings.clientId()), new Secret(settings.clientSecret()));
        this.client = client;
        this.scheduler = scheduler;
    }

    /**
     * What the provider says of this token; a {@link ProviderException} if nothing that can be used.
     *
     * @param token of the characters of a bearer token alone (RFC 6750 §2.1)
     */
    Mono<IntrospectionAnswer> ask(String token) {
        return endpoint.flatMap(uri -> client.send(request(uri, token)))
                .publishOn(scheduler)
                .map(Introspection::answer);
    }

    private HTTPRequest request(URI uri, String token) {
        HTTPRequest request = new TokenIntrospectionRequest(uri, proof, new BearerAccessToken(token)).toHTTPRequest();
        request.setAccept("application/json");
        return request;
    }

    private static IntrospectionAnswer answer(HTTPResponse response) {
        if (response.getStatusCode() != HTTPResponse.SC_OK) {
            throw new ProviderException("introspection answered " + response.getStatusCode());
        }
        String body = response.getBody();
        return IntrospectionAnswer.read(body == null ? "" : body);
    }

    private static Mono<URI> endpoint(Settings.Introspection settings, ProviderClient client, Ticker ticker) {
        if (settings.uri() != null) {
            return Mono.just(settings.uri());
        }
        String issuer = settings.persons();
        Refreshed<URI> published = new Refreshed<>(
                "introspection-of-" + issuer,
                client.get(OidcEndpoints.metadata(issuer)).map(json -> named(json, issuer)),
                METADATA_FRESH,
                METADATA_USABLE,
                ticker);
        return Mono.defer(published::get);
    }

    private static URI named(String json, String issuer) {
        try {
            Map<String, Object> metadata = JSONObjectUtils.parse(json);
            if (!issuer.equals(metadata.get("issuer"))) {
                throw new ProviderException("the metadata is of another issuer than " + issuer);
            }
            @Nullable URI endpoint = JSONObjectUtils.getURI(metadata, "introspection_endpoint");
            if (endpoint == null) {
                throw new ProviderException("the metadata names no introspection_endpoint");
            }
            return endpoint;
        } catch (ParseException e) {
            throw new ProviderException("unreadable metadata", e);
        }
    }
}

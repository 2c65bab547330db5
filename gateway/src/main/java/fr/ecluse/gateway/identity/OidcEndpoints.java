package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import fr.ecluse.gateway.settings.Settings;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where an OIDC provider answers.
 *
 * @param authentication how the client proves itself at the token endpoint
 */
record OidcEndpoints(
        URI authorization,
        URI token,
        URI keys,
        @Nullable URI userinfo,
        @Nullable URI endSession,
        ClientAuthenticationMethod authentication) {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration USABLE = Duration.ofDays(1);

    /**
     * From the settings alone if they name the endpoints that every login needs; else from the issuer's metadata (OpenID
     * Connect Discovery §4), which the settings may correct.
     */
    static Mono<OidcEndpoints> of(Settings.Oidc settings, ProviderClient client, Ticker ticker) {
        if (settings.authorizationEndpoint() != null
                && settings.tokenEndpoint() != null
                && settings.jwksUri() != null) {
            return Mono.just(new OidcEndpoints(
                    settings.authorizationEndpoint(),
                    settings.tokenEndpoint(),
                    settings.jwksUri(),
                    settings.userinfoEndpoint(),
                    settings.endSessionEndpoint(),
                    chosen(settings, ClientAuthenticationMethod.CLIENT_SECRET_BASIC)));
        }
        Refreshed<OidcEndpoints> published = new Refreshed<>(
                "metadata-of-" + settings.issuer(),
                client.get(metadata(settings.issuer())).map(json -> read(json, settings)),
                FRESH,
                USABLE,
                ticker);
        return Mono.defer(published::get);
    }

    static URI metadata(String issuer) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/openid-configuration");
    }

    private static OidcEndpoints read(String json, Settings.Oidc settings) {
        try {
            Map<String, Object> metadata = JSONObjectUtils.parse(json);
            if (!settings.issuer().equals(metadata.get("issuer"))) {
                throw new ProviderException("the metadata is of another issuer than " + settings.issuer());
            }
            return new OidcEndpoints(
                    required(metadata, "authorization_endpoint", settings.authorizationEndpoint()),
                    required(metadata, "token_endpoint", settings.tokenEndpoint()),
                    required(metadata, "jwks_uri", settings.jwksUri()),
                    optional(metadata, "userinfo_endpoint", settings.userinfoEndpoint()),
                    optional(metadata, "end_session_endpoint", settings.endSessionEndpoint()),
                    chosen(settings, authentication(metadata)));
        } catch (ParseException e) {
            throw new ProviderException("unreadable metadata", e);
        }
    }

    private static URI required(Map<String, Object> metadata, String name, @Nullable URI byHand) throws ParseException {
        URI uri = optional(metadata, name, byHand);
        if (uri == null) {
            throw new ProviderException("the metadata names no " + name);
        }
        return uri;
    }

    private static @Nullable URI optional(Map<String, Object> metadata, String name, @Nullable URI byHand)
            throws ParseException {
        return byHand != null ? byHand : JSONObjectUtils.getURI(metadata, name);
    }

    private static ClientAuthenticationMethod chosen(Settings.Oidc settings, ClientAuthenticationMethod otherwise) {
        Settings.Oidc.ClientAuthentication chosen = settings.clientAuthentication();
        if (chosen == null) {
            return otherwise;
        }
        return switch (chosen) {
            case BASIC -> ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
            case POST -> ClientAuthenticationMethod.CLIENT_SECRET_POST;
        };
    }

    /** Basic unless the provider takes it only in the body: basic is what a provider must take that says nothing. */
    private static ClientAuthenticationMethod authentication(Map<String, Object> metadata) throws ParseException {
        List<String> taken = JSONObjectUtils.getStringList(metadata, "token_endpoint_auth_methods_supported");
        ClientAuthenticationMethod basic = ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
        ClientAuthenticationMethod post = ClientAuthenticationMethod.CLIENT_SECRET_POST;
        return taken != null && !taken.contains(basic.getValue()) && taken.contains(post.getValue()) ? post : basic;
    }
}

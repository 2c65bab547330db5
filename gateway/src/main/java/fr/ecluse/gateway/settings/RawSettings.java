package fr.ecluse.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What stands under {@code ecluse.}, as text and unchecked. The names of the components are the only list of the keys that
 * exist: {@link UnknownKeys} reads it from here.
 */
record RawSettings(
        @DefaultValue List<Key> keys,
        @Nullable String policy,
        @DefaultValue Ledger ledger,
        @DefaultValue Identity identity,
        @Nullable String loginsPerSecond,
        @DefaultValue List<String> publicUrl,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue List<String> schoolNetworks,
        @DefaultValue Connections connections,
        @DefaultValue Throttle throttle,
        @DefaultValue Guards guards,
        @DefaultValue Admin admin,
        @DefaultValue Pages pages,
        @Nullable String testClock) {

    record Pages(
            @Nullable String logo,
            @Nullable String colour,
            @Nullable String colourDark,
            @Nullable String help,
            @Nullable String templates) {}

    record Throttle(
            @Nullable String perSecond,
            @Nullable String burst,
            @Nullable String schoolFactor) {}

    record Guards(
            @DefaultValue Upstream upstream,
            @DefaultValue Provider provider,
            @DefaultValue Tokens tokens) {}

    record Upstream(@Nullable String atOnce) {}

    record Provider(@Nullable String perSecond, @Nullable String atOnce) {}

    record Tokens(@Nullable String perSecond) {}

    record Key(@Nullable String id, @Nullable String secret) {}

    record Ledger(
            @Nullable String kind,
            @Nullable String name,
            @Nullable String uri,
            @DefaultValue List<String> nodes,
            @Nullable String onLoss) {}

    record Identity(
            @DefaultValue List<Bearer> bearer,
            @Nullable Introspection introspection,
            @Nullable Oidc oidc,
            @Nullable Cas cas,
            @Nullable String login,
            @DefaultValue Roles roles,
            @DefaultValue Person person) {}

    record Bearer(
            @Nullable String issuer,
            @Nullable String jwksUri,
            @Nullable String audience,
            @DefaultValue List<String> algorithms) {}

    record Introspection(
            @Nullable String uri,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable String remember) {}

    record Oidc(
            @Nullable String issuer,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable String clientSecretFile,
            @Nullable String clientAuthentication,
            @DefaultValue List<String> scopes,
            @Nullable String authorizationEndpoint,
            @Nullable String tokenEndpoint,
            @Nullable String jwksUri,
            @Nullable String userinfoEndpoint,
            @Nullable String endSessionEndpoint) {}

    record Cas(@Nullable String url, @Nullable String validatePath) {}

    record Roles(
            @Nullable List<String> presets, @DefaultValue List<Mapping> map) {}

    record Mapping(
            @Nullable String attribute,
            @Nullable String value,
            @Nullable String role) {}

    record Person(@Nullable String attribute) {}

    record Connections(
            @Nullable String most,
            @Nullable String perAddress,
            @Nullable String headerTime,
            @Nullable String bodyPace,
            @Nullable String drain) {}

    record Admin(
            @Nullable String port,
            @Nullable String address,
            @DefaultValue List<Token> tokens) {}

    record Token(
            @Nullable String name,
            @Nullable String sha256,
            @Nullable String scope) {}
}

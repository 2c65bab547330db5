package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A provider that visitors reach through this gateway needs a public route. */
class ProviderBehindTheGatewayTest extends SettingsTrial {

    @Test
    void aProviderBehindTheGatewayItselfNeedsAPublicRoute() {
        settings.put("ecluse.public-url", "https://ent.example.fr,https://neo.example.fr");
        settings.put("ecluse.identity.cas.url", "https://NEO.example.fr:443/cas");
        settings.put("ecluse.identity.cas.validate-path", "/serviceValidate");
        route(1, "Path=/**", "required");
        assertThat(lines())
                .containsExactly(
                        "ecluse.identity.cas.url: /cas/login comes through this gateway, since the host is one of"
                                + " public-url, and no public route leads there: logins would go round in circles —"
                                + " before the other routes add one with predicates: [\"Path=/cas/**\"] and metadata:"
                                + " {access: public}",
                        "ecluse.identity.cas.validate-path: /cas/serviceValidate comes through this gateway, since the"
                                + " host is one of public-url, and no public route leads there: logins would go round in"
                                + " circles — before the other routes add one with predicates: [\"Path=/cas/**\"] and"
                                + " metadata: {access: public}");
        route(2, "Path=/public/**,/cas/**", "public");
        assertThat(lines()).as("the first route that matches counts").hasSize(2);
        route(0, "Path=/cas/login", "public");
        assertThat(line()).startsWith("ecluse.identity.cas.validate-path: /cas/serviceValidate comes through");
        route(0, "Path=/public/**,/cas/**", "public");
        assertThat(read().identity().cas()).isNotNull();
    }

    @Test
    void aRouteThatAsksForMoreThanAPathMayNotBeMeant() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        settings.put("ecluse.identity.cas.url", "https://ent.example.fr/cas");
        route(0, "Path=/cas/**", "required");
        settings.put(ROUTES + "[0].predicates[1]", "Method=DELETE");
        route(1, "Path=/cas/**", "public");
        assertThat(read().identity().cas()).isNotNull();
        settings.put(ROUTES + "[1].order", "7");
        route(2, "Path=/**", "required");
        assertThat(lines()).hasSize(2);
        settings.put(ROUTES + "[2].enabled", "false");
        assertThat(read().identity().cas()).isNotNull();
        settings.put(ROUTES + "[1].predicates[0].name", "Path");
        settings.put(ROUTES + "[1].predicates[0].args.patterns", "/cas/**");
        settings.remove(ROUTES + "[1].predicates[0]");
        assertThat(read().identity().cas()).isNotNull();
    }

    @Test
    void aProviderOnAnotherHostOrPortNeedsNoRouteHere() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        route(0, "Path=/**", "required");
        for (String url : List.of("https://cas.example.fr/cas", "https://ent.example.fr:8443/cas")) {
            settings.put("ecluse.identity.cas.url", url);
            assertThat(read().identity().cas().url()).hasToString(url);
        }
    }

    @Test
    void everyEndpointOfAnOidcProviderBehindTheGatewayIsLookedAt() {
        settings.put("ecluse.public-url", "https://sso.example.fr");
        settings.put("ecluse.identity.oidc.issuer", "https://sso.example.fr/realms/ent/");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("ecluse.identity.bearer[0].jwks-uri: /certs comes"))
                .anyMatch(line -> line.startsWith("ecluse.identity.oidc.issuer: /realms/ent/.well-known/openid-conf"));
        route(0, "Path=/realms/**,/certs", "public");
        assertThat(read().identity().oidc()).isNotNull();
        for (String endpoint : List.of("authorization-endpoint", "token-endpoint", "jwks-uri", "userinfo-endpoint")) {
            settings.put("ecluse.identity.oidc." + endpoint, "https://sso.example.fr/auth/" + endpoint);
        }
        assertThat(lines()).hasSize(4).allMatch(line -> line.contains("/auth/**"));
    }

    @Test
    void anIntrospectionBehindTheGatewayNeedsAPublicRoute() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        settings.put("ecluse.identity.introspection.uri", "https://ent.example.fr/auth/introspect");
        settings.put("ecluse.identity.introspection.client-id", "ecluse");
        settings.put("ecluse.identity.introspection.client-secret", "s3cret");
        assertThat(line()).startsWith("ecluse.identity.introspection.uri: /auth/introspect comes through this gateway");
    }

    @Test
    void routesThatCannotBeReadAreSpringsToSay() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        settings.put(ROUTES + "[0].order", "first");
        assertThat(read().publicUrls()).hasSize(1);
    }
}

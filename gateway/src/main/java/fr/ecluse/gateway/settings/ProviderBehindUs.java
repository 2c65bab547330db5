package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.net.URI;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Checks that an identity provider that stands behind this very gateway can be reached without a login, as where entcore is
 * the CAS server too: else whoever goes there to log in is sent to log in first, without end.
 *
 * <p>Only what is certain is a problem: a required route that asks for more than a path may not be meant.
 *
 * @param publicUrls by which visitors reach the gateway
 * @param routes as the settings have them
 */
record ProviderBehindUs(Findings findings, List<URI> publicUrls, List<RouteDefinition> routes) {

    private static final PathPatternParser PATTERNS = new PathPatternParser();

    void check(Settings.Identity identity) {
        for (int i = 0; i < identity.bearer().size(); i++) {
            String where = Findings.at(IdentityCheck.WHERE + ".bearer", i);
            reachable(where + ".jwks-uri", identity.bearer().get(i).jwksUri());
        }
        if (identity.introspection() != null) {
            introspection(IdentityCheck.WHERE + ".introspection", identity.introspection());
        }
        if (identity.cas() != null) {
            String where = IdentityCheck.WHERE + ".cas";
            reachable(where + ".url", URI.create(identity.cas().url() + "/login"));
            reachable(where + ".validate-path", identity.cas().validation());
        }
        if (identity.oidc() != null) {
            oidc(IdentityCheck.WHERE + ".oidc", identity.oidc());
        }
    }

    private void oidc(String where, Settings.Oidc oidc) {
        boolean byHand = oidc.authorizationEndpoint() != null && oidc.tokenEndpoint() != null && oidc.jwksUri() != null;
        if (!byHand && !oidc.issuer().isEmpty()) {
            reachable(where + ".issuer", metadata(oidc.issuer()));
        }
        reachable(where + ".authorization-endpoint", oidc.authorizationEndpoint());
        reachable(where + ".token-endpoint", oidc.tokenEndpoint());
        reachable(where + ".jwks-uri", oidc.jwksUri());
        reachable(where + ".userinfo-endpoint", oidc.userinfoEndpoint());
    }

    private void introspection(String where, Settings.Introspection introspection) {
        if (introspection.uri() != null) {
            reachable(where + ".uri", introspection.uri());
        } else if (introspection.issuer() != null) {
            reachable(where + ".issuer", metadata(introspection.issuer()));
        }
    }

    private static URI metadata(String issuer) {
        return URI.create(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration");
    }

    private void reachable(String key, @Nullable URI address) {
        if (address == null
                || address.getHost() == null
                || publicUrls.stream().noneMatch(ours -> same(ours, address))) {
            return;
        }
        String path = address.getRawPath();
        if (!isPublic(PathContainer.parsePath(path))) {
            int end = path.indexOf('/', 1);
            findings.add(key, Fault.PROVIDER_BEHIND_US, path, (end < 0 ? path : path.substring(0, end)) + "/**");
        }
    }

    private static boolean same(URI ours, URI address) {
        return address.getHost().equalsIgnoreCase(ours.getHost()) && port(address) == port(ours);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
    }

    /** The first route that takes this path decides, as it will for a request. */
    private boolean isPublic(PathContainer path) {
        List<RouteDefinition> inOrder = routes.stream()
                .filter(RouteDefinition::isEnabled)
                .sorted(Comparator.comparingInt(RouteDefinition::getOrder))
                .toList();
        for (RouteDefinition route : inOrder) {
            boolean open = "public".equals(route.getMetadata().get("access"));
            boolean pathsAlone = route.getPredicates().stream().allMatch(ProviderBehindUs::isPath);
            if ((open || pathsAlone) && takes(route, path)) {
                return open;
            }
        }
        return false;
    }

    private static boolean takes(RouteDefinition route, PathContainer path) {
        return route.getPredicates().stream().filter(ProviderBehindUs::isPath).allMatch(each -> matches(each, path));
    }

    private static boolean isPath(PredicateDefinition predicate) {
        return "Path".equals(predicate.getName());
    }

    private static boolean matches(PredicateDefinition paths, PathContainer path) {
        return paths.getArgs().values().stream()
                .flatMap(each -> Arrays.stream(each.split(",", -1)))
                .map(String::strip)
                .filter(pattern -> pattern.startsWith("/")) // and not matchTrailingSlash
                .anyMatch(pattern -> matches(pattern, path));
    }

    private static boolean matches(String pattern, PathContainer path) {
        try {
            return PATTERNS.parse(pattern).matches(path);
        } catch (PatternParseException e) {
            return false; // the route itself will say so
        }
    }
}

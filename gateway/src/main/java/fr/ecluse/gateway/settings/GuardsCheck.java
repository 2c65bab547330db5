package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.Settings.Guards;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.route.RouteDefinition;

/** {@code ecluse.guards}, and what routes say otherwise in their metadata. */
final class GuardsCheck {

    private static final String KEY = "ecluse.guards.";
    private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";

    private final Findings findings;
    private final List<RouteDefinition> routes;

    GuardsCheck(Findings findings, List<RouteDefinition> routes) {
        this.findings = findings;
        this.routes = routes;
    }

    Guards check(RawSettings.Guards raw) {
        for (int i = 0; i < routes.size(); i++) {
            Object own = routes.get(i).getMetadata().get("at-once");
            if (own != null) {
                findings.number(Findings.at(ROUTES, i) + ".metadata.at-once", own.toString(), 1, Guards.MOST_AT_ONCE);
            }
            Object limit = routes.get(i).getMetadata().get(RouteLimit.KEY);
            if (limit != null && RouteLimit.parse(limit.toString()) == null) {
                findings.add(
                        Findings.at(ROUTES, i) + ".metadata." + RouteLimit.KEY,
                        SettingsProblem.Fault.ROUTE_LIMIT,
                        limit.toString());
            }
        }
        Guards usual = Guards.USUAL;
        String perSecond = raw.provider().perSecond();
        return new Guards(
                number("upstream.at-once", raw.upstream().atOnce(), usual.upstreamAtOnce(), Guards.MOST_AT_ONCE),
                perSecond == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(number("provider.per-second", perSecond, 1, Guards.MOST_PER_SECOND)),
                number("provider.at-once", raw.provider().atOnce(), usual.providerAtOnce(), Guards.MOST_AT_PROVIDER),
                number(
                        "tokens.per-second",
                        raw.tokens().perSecond(),
                        usual.newTokensPerSecond(),
                        Guards.MOST_PER_SECOND));
    }

    private int number(String key, @Nullable String text, int ifAbsent, int to) {
        return text == null ? ifAbsent : findings.number(KEY + key, text, 1, to);
    }
}

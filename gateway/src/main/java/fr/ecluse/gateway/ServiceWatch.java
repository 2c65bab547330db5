package fr.ecluse.gateway;

import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.PolicyListener;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.ServiceCeiling;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;

/**
 * Says which services have a ceiling of their own in the policy and no route that it could apply to: a misspelt one would be
 * nobody's. At the start and whenever a policy comes into force; it stops neither, since the routes are another file.
 */
final class ServiceWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceWatch.class);

    private ServiceWatch() {}

    static void keep(PolicyInForce policy, RouteLocator routes) {
        policy.listen(new PolicyListener() {
            @Override
            public void loaded(Policy loaded) {
                check(loaded, routes);
            }
        });
        check(policy.current().policy(), routes);
    }

    private static void check(Policy policy, RouteLocator routes) {
        if (!policy.serviceCeilings().isEmpty()) {
            routes.getRoutes()
                    .map(Route::getMetadata)
                    .filter(metadata -> metadata.get("service") != null && !"public".equals(metadata.get("access")))
                    .map(ServiceWatch::service)
                    .collect(Collectors.toCollection(TreeSet::new))
                    .subscribe(carried -> compare(policy, carried));
        }
    }

    private static String service(Map<String, Object> metadata) {
        return String.valueOf(metadata.get("service"));
    }

    private static void compare(Policy policy, Set<String> carried) {
        for (ServiceCeiling ceiling : policy.serviceCeilings()) {
            if (!carried.contains(ceiling.service())) {
                LOG.warn(
                        "event=service-without-route service=\"{}\" sessions={} do=\"its ceiling holds back nobody: write"
                                + " 'service: {}' into the metadata of its routes, which must not be public, or correct its"
                                + " name in the policy; services of the routes: {}\"",
                        ceiling.service(),
                        ceiling.sessions(),
                        ceiling.service(),
                        carried.isEmpty() ? "none" : String.join(", ", carried));
            }
        }
    }
}

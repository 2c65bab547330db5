package fr.ecluse.gateway;

import fr.ecluse.gateway.identity.Identities;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.PolicyListener;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Has every credential mapped anew when a policy with other roles comes into force. */
final class RoleWatch {

    private RoleWatch() {}

    static void keep(PolicyInForce policy, Identities identities) {
        AtomicReference<Set<Role>> known =
                new AtomicReference<>(policy.current().policy().roles());
        policy.listen(new PolicyListener() {
            @Override
            public void loaded(Policy loaded) {
                if (!loaded.roles().equals(known.getAndSet(loaded.roles()))) {
                    identities.rolesChanged();
                }
            }
        });
    }
}

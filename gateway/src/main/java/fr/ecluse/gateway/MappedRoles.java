package fr.ecluse.gateway;

import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.SettingsException;
import fr.ecluse.gateway.settings.SettingsProblem;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Holds the roles that the settings map profiles to against those of the policy: a misspelt one would be nobody's. */
final class MappedRoles {

    private MappedRoles() {}

    /** @throws SettingsException if the policy lacks one */
    static void require(List<Settings.Mapping> map, Policy policy) {
        String known = policy.roles().stream().map(Role::name).collect(Collectors.joining(", "));
        List<SettingsProblem> problems = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            String role = map.get(i).role();
            if (!policy.knows(new Role(role))) {
                String key = "ecluse.identity.roles.map[" + i + "].role";
                problems.add(new SettingsProblem(key, SettingsProblem.Fault.ROLE_UNKNOWN, role, known));
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }
}

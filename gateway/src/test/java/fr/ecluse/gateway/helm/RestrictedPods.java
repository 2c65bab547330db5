package fr.ecluse.gateway.helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Pod Security Standard "restricted" with everything of "baseline" below it, as Kubernetes 1.34 documents it, control by
 * control.
 */
final class RestrictedPods {

    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    private RestrictedPods() {}

    /** What breaks the standard; nothing if it holds. */
    static List<String> violations(PodSpec pod) {
        List<String> found = new ArrayList<>();
        check(found, !yes(pod.getHostNetwork()), "hostNetwork");
        check(found, !yes(pod.getHostPID()), "hostPID");
        check(found, !yes(pod.getHostIPC()), "hostIPC");
        check(found, pod.getSecurityContext().getSysctls().isEmpty(), "sysctls");
        check(found, pod.getSecurityContext().getSeLinuxOptions() == null, "seLinuxOptions");
        check(found, pod.getSecurityContext().getWindowsOptions() == null, "windowsOptions");
        check(found, pod.getSecurityContext().getAppArmorProfile() == null, "appArmorProfile");
        pod.getVolumes().stream()
                .filter(volume -> !isAllowed(volume))
                .forEach(volume -> found.add("volume " + volume.getName()));
        Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .forEach(container -> violations(pod, container).stream()
                        .map(each -> container.getName() + ": " + each)
                        .forEach(found::add));
        return found;
    }

    private static List<String> violations(PodSpec pod, Container container) {
        List<String> found = new ArrayList<>();
        SecurityContext own = container.getSecurityContext();
        if (own == null) {
            return List.of("no securityContext");
        }
        check(found, !yes(own.getPrivileged()), "privileged");
        check(found, Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), "allowPrivilegeEscalation");
        check(found, own.getProcMount() == null || own.getProcMount().equals("Default"), "procMount");
        boolean nonRoot = own.getRunAsNonRoot() != null
                ? own.getRunAsNonRoot()
                : yes(pod.getSecurityContext().getRunAsNonRoot());
        check(found, nonRoot, "runAsNonRoot");
        Long user = own.getRunAsUser() != null
                ? own.getRunAsUser()
                : pod.getSecurityContext().getRunAsUser();
        check(found, user == null || user != 0, "runAsUser");
        var seccomp = own.getSeccompProfile() != null
                ? own.getSeccompProfile()
                : pod.getSecurityContext().getSeccompProfile();
        check(found, seccomp != null && SECCOMP.contains(seccomp.getType()), "seccompProfile");
        check(
                found,
                own.getCapabilities() != null
                        && own.getCapabilities().getDrop().contains("ALL")
                        && Set.of("NET_BIND_SERVICE")
                                .containsAll(own.getCapabilities().getAdd()),
                "capabilities");
        check(found, container.getPorts().stream().allMatch(port -> port.getHostPort() == null), "hostPort");
        Stream.of(container.getLivenessProbe(), container.getReadinessProbe(), container.getStartupProbe())
                .filter(java.util.Objects::nonNull)
                .map(Probe::getHttpGet)
                .filter(java.util.Objects::nonNull)
                .forEach(get -> check(found, get.getHost() == null, "probe with a host"));
        return found;
    }

    private static boolean isAllowed(Volume volume) {
        return volume.getConfigMap() != null
                || volume.getEmptyDir() != null
                || volume.getSecret() != null
                || volume.getProjected() != null
                || volume.getDownwardAPI() != null
                || volume.getPersistentVolumeClaim() != null
                || volume.getCsi() != null
                || volume.getEphemeral() != null;
    }

    private static boolean yes(Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static void check(List<String> found, boolean holds, String control) {
        if (!holds) {
            found.add(control);
        }
    }
}

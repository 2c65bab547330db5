package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.yaml.snakeyaml.Yaml;

/** Whatever the values: the objects are Kubernetes', and each finds the others that it names. */
class ChartObjectsTest {

    /** Each rendered once: Helm takes a moment. */
    private static final List<Chart> CHARTS =
            Chart.SETS.stream().map(set -> Chart.of(set.toArray(String[]::new))).toList();

    /** Not the chart's: those that the examples name. */
    private static final Set<String> SECRETS_OF_OTHERS = Set.of("ecluse", "redis", "ent-tls");

    @ParameterizedTest
    @FieldSource("CHARTS")
    void everyObjectHasANameOfItsOwnAndSaysWhoseItIs(Chart chart) {
        assertThat(chart.objects())
                .extracting(each -> each.getKind() + "/" + each.getMetadata().getName())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z]+/[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
        assertThat(chart.objects())
                .allSatisfy(each -> assertThat(each.getMetadata().getLabels())
                        .containsEntry("app.kubernetes.io/instance", "trial")
                        .containsEntry("app.kubernetes.io/managed-by", "Helm")
                        .containsKeys("app.kubernetes.io/name", "app.kubernetes.io/version", "helm.sh/chart")
                        .allSatisfy((key, value) ->
                                assertThat(value).matches("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")));
    }

    @ParameterizedTest
    @FieldSource("CHARTS")
    void everySelectorFindsThePodsOfTheGatewayAndNoOthers(Chart chart) {
        Map<String, String> pod =
                chart.deployment().getSpec().getTemplate().getMetadata().getLabels();
        List<Map<String, String>> selectors = Stream.of(
                        Stream.of(chart.deployment().getSpec().getSelector().getMatchLabels()),
                        chart.all(Service.class).stream()
                                .map(each -> each.getSpec().getSelector()),
                        chart.all(PodDisruptionBudget.class).stream()
                                .map(each -> each.getSpec().getSelector().getMatchLabels()),
                        chart.all(NetworkPolicy.class).stream()
                                .map(each -> each.getSpec().getPodSelector().getMatchLabels()),
                        chart.pod().getTopologySpreadConstraints().stream()
                                .map(each -> each.getLabelSelector().getMatchLabels()))
                .flatMap(each -> each)
                .toList();
        assertThat(selectors).isNotEmpty().allSatisfy(selector -> {
            assertThat(selector).isNotEmpty();
            assertThat(pod).containsAllEntriesOf(selector);
            for (Job job : chart.all(Job.class)) {
                assertThat(job.getSpec().getTemplate().getMetadata().getLabels().entrySet())
                        .as("a check is no gateway")
                        .matches(labels -> !labels.containsAll(selector.entrySet()));
            }
        });
    }

    @ParameterizedTest
    @FieldSource("CHARTS")
    void everyPortThatIsNamedExists(Chart chart) {
        Set<String> ports = portNames(chart.container());
        assertThat(ports).containsExactlyInAnyOrder("http", "admin");
        assertThat(Stream.of(
                        chart.container().getStartupProbe(),
                        chart.container().getLivenessProbe(),
                        chart.container().getReadinessProbe()))
                .extracting(Probe::getHttpGet)
                .allSatisfy(get -> assertThat(ports).contains(get.getPort().getStrVal()));
        for (Service service : chart.all(Service.class)) {
            assertThat(service.getSpec().getPorts())
                    .isNotEmpty()
                    .allSatisfy(port ->
                            assertThat(ports).contains(port.getTargetPort().getStrVal()));
        }
        for (NetworkPolicy policy : chart.all(NetworkPolicy.class)) {
            assertThat(policy.getSpec().getIngress().stream().flatMap(rule -> rule.getPorts().stream()))
                    .extracting(NetworkPolicyPort::getPort)
                    .extracting(IntOrString::getStrVal)
                    .isSubsetOf(ports);
        }
        for (Ingress ingress : chart.all(Ingress.class)) {
            ingress.getSpec().getRules().stream()
                    .flatMap(rule -> rule.getHttp().getPaths().stream())
                    .map(path -> path.getBackend().getService())
                    .forEach(to -> assertThat(chart.the(Service.class, to.getName())
                                    .getSpec()
                                    .getPorts())
                            .extracting(ServicePort::getName)
                            .contains(to.getPort().getName()));
        }
        for (HTTPRoute route : chart.all(HTTPRoute.class)) {
            route.getSpec().getRules().stream()
                    .flatMap(rule -> rule.getBackendRefs().stream())
                    .forEach(to -> assertThat(chart.the(Service.class, to.getName())
                                    .getSpec()
                                    .getPorts())
                            .extracting(ServicePort::getPort)
                            .contains(to.getPort()));
        }
        for (ServiceMonitor monitor : chart.all(ServiceMonitor.class)) {
            List<Service> found = chart.all(Service.class).stream()
                    .filter(service -> service.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(monitor.getSpec()
                                    .getSelector()
                                    .getMatchLabels()
                                    .entrySet()))
                    .toList();
            assertThat(found)
                    .extracting(HasMetadata::getMetadata)
                    .extracting(meta -> meta.getName())
                    .containsExactly(Chart.NAME + "-admin");
            assertThat(found.get(0).getSpec().getPorts())
                    .extracting(ServicePort::getName)
                    .contains(monitor.getSpec().getEndpoints().get(0).getPort());
        }
    }

    @ParameterizedTest
    @FieldSource("CHARTS")
    void everyObjectThatIsNamedExists(Chart chart) {
        assertThat(chart.all(ServiceAccount.class))
                .extracting(each -> each.getMetadata().getName())
                .contains(chart.pod().getServiceAccountName());
        for (HorizontalPodAutoscaler scaler : chart.all(HorizontalPodAutoscaler.class)) {
            var target = scaler.getSpec().getScaleTargetRef();
            assertThat(target.getKind() + "/" + target.getName())
                    .isEqualTo("Deployment/" + chart.deployment().getMetadata().getName());
        }
        Set<String> configMaps = chart.all(ConfigMap.class).stream()
                .map(each -> each.getMetadata().getName())
                .collect(Collectors.toSet());
        for (PodSpec pod : pods(chart)) {
            assertThat(pod.getVolumes()).allSatisfy(volume -> {
                if (volume.getConfigMap() != null) {
                    assertThat(configMaps).contains(volume.getConfigMap().getName());
                } else if (volume.getSecret() != null) {
                    assertThat(SECRETS_OF_OTHERS).contains(volume.getSecret().getSecretName());
                }
            });
            Container container = pod.getContainers().get(0);
            assertThat(container.getVolumeMounts())
                    .extracting(VolumeMount::getName)
                    .containsExactlyElementsOf(
                            pod.getVolumes().stream().map(Volume::getName).toList());
            assertThat(container.getEnvFrom())
                    .allSatisfy(from -> assertThat(SECRETS_OF_OTHERS)
                            .contains(from.getSecretRef().getName()));
            assertThat(container.getEnv())
                    .filteredOn(each -> each.getValueFrom() != null)
                    .allSatisfy(each -> assertThat(SECRETS_OF_OTHERS)
                            .contains(each.getValueFrom().getSecretKeyRef().getName()));
        }
    }

    @ParameterizedTest
    @FieldSource("CHARTS")
    void theSettingsSpeakOfThePortsAndFoldersThatThePodHas(Chart chart) {
        Map<String, Object> settings = new Yaml().load(chart.settings());
        Map<String, Integer> ports = chart.container().getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
        assertThat(settings).extracting("server.port").isEqualTo(ports.get("http"));
        assertThat(settings).extracting("ecluse.admin.port").isEqualTo(ports.get("admin"));
        assertThat(settings).extracting("ecluse.admin.address").isEqualTo("0.0.0.0");
        Map<String, String> mounts = chart.container().getVolumeMounts().stream()
                .collect(Collectors.toMap(VolumeMount::getName, VolumeMount::getMountPath));
        assertThat(settings).extracting("ecluse.policy").isEqualTo(mounts.get("policy") + "/policy.yaml");
        assertThat(chart.container().getArgs())
                .containsExactly("serve", "--config", mounts.get("settings") + "/application.yaml");
    }

    @ParameterizedTest
    @FieldSource("CHARTS")
    void everyPodIsRestrictedAndWritesNowhereButToTmp(Chart chart) {
        assertThat(pods(chart)).isNotEmpty().allSatisfy(pod -> {
            assertThat(RestrictedPods.violations(pod)).isEmpty();
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getContainers()).hasSize(1).allSatisfy(container -> {
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue();
                assertThat(container.getVolumeMounts())
                        .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                        .extracting(VolumeMount::getMountPath)
                        .containsExactly("/tmp");
            });
            assertThat(pod.getVolumes())
                    .filteredOn(volume -> volume.getEmptyDir() != null)
                    .singleElement()
                    .satisfies(volume ->
                            assertThat(volume.getEmptyDir().getSizeLimit()).isNotNull());
        });
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsNoticed() {
        String pod = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {%s}\n";
        assertThat(StrictObjects.read(pod.formatted("type: ClusterIP"))).hasSize(1);
        for (String wrong :
                List.of("typ: ClusterIP", "selector: {a: 1}", "ports: [{port: http}]", "type: a, type: b")) {
            assertThatThrownBy(() -> StrictObjects.read(pod.formatted(wrong)))
                    .as(wrong)
                    .isNotNull();
        }
        assertThatThrownBy(() -> StrictObjects.read("apiVersion: v2\nkind: Service\n"))
                .hasMessageContaining("v2/Service");
    }

    private static List<PodSpec> pods(Chart chart) {
        return Stream.concat(
                        Stream.of(chart.pod()),
                        chart.all(Job.class).stream()
                                .map(job -> job.getSpec().getTemplate().getSpec()))
                .toList();
    }

    private static Set<String> portNames(Container container) {
        return container.getPorts().stream().map(ContainerPort::getName).collect(Collectors.toSet());
    }
}

package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import fr.ecluse.gateway.SettingsFile;
import fr.ecluse.gateway.settings.SettingsException;
import fr.ecluse.gateway.settings.SettingsProblem;
import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.PolicyLoader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart promises, each promise by a test that fails without it. */
class ChartTest {

    private static final List<List<String>> SETS = Chart.SETS;

    private static final Map<String, Object> SECRETS = Map.of(
            "ECLUSE_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "OIDC_SECRET", "s",
            "REDIS_PASSWORD", "p",
            "ADMIN_TOKEN_SHA256", "0".repeat(64));

    @TempDir
    private Path folder;

    @Test
    void lintFindsNothingWrong() {
        LintResult result = new Helm(Chart.HOME).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @FieldSource("SETS")
    void theGatewayAcceptsTheSettingsThatTheChartWrites(List<String> set) {
        String yaml = Chart.of(set.toArray(String[]::new)).settings();
        // but for the policy file, which exists in the pod only
        assertThatThrownBy(() -> new SettingsFile(yaml, SECRETS).read())
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        wrong -> assertThat(wrong.problems())
                                .extracting(SettingsProblem::fault)
                                .containsExactly(SettingsProblem.Fault.POLICY_NOT_FOUND));
    }

    @Test
    void thePolicyArrivesByteForByteAndLoads() throws IOException {
        Chart chart = Chart.of("production");
        String policy =
                chart.the(ConfigMap.class, Chart.NAME + "-policy").getData().get("policy.yaml");
        assertThat(policy).isEqualTo(Files.readString(Chart.POLICY));
        Loaded loaded = PolicyLoader.load(
                "policy.yaml", policy.getBytes(StandardCharsets.UTF_8), Circumstances.on(LocalDate.of(2026, 11, 24)));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    }

    @Test
    void thePolicyIsAFolderSoThatAChangeArrives() {
        assertThat(Chart.of("production").container().getVolumeMounts())
                .allSatisfy(mount -> assertThat(mount.getSubPath()).isNull())
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/etc/ecluse/policy"));
    }

    @Test
    void aChangedPolicyRestartsNoPodButChangedSettingsDo() throws IOException {
        Path other = Files.writeString(folder.resolve("other.yaml"), "version: 1\n");
        Map<String, String> before = podAnnotations(chart("production"));
        assertThat(podAnnotations(Chart.command("production").setFile("policy", other)))
                .isEqualTo(before);
        assertThat(podAnnotations(chart("production").set("settings.ecluse.ledger.name", "other")))
                .isNotEqualTo(before);
    }

    @Test
    void aPolicyOfSomebodyElsesConfigMapIsMountedInstead() {
        Chart chart = Chart.render(Chart.command("production").set("existingPolicyConfigMap", "regles"));
        assertThat(chart.pod().getVolumes())
                .filteredOn(volume -> volume.getName().equals("policy"))
                .singleElement()
                .satisfies(volume -> assertThat(volume.getConfigMap().getName()).isEqualTo("regles"));
        assertThat(chart.objects())
                .extracting(each -> each.getMetadata().getName())
                .doesNotContain(Chart.NAME + "-policy", Chart.NAME + "-check", Chart.NAME + "-new");
    }

    @Test
    void aNewPolicyIsReadBeforeAnythingElseIsTouched() throws IOException {
        Chart chart = Chart.of("production");
        Job job = chart.the(Job.class);
        ConfigMap read = chart.the(ConfigMap.class, Chart.NAME + "-new");
        assertThat(read.getData()).containsEntry("policy.yaml", Files.readString(Chart.POLICY));
        assertThat(List.of(job, read))
                .allSatisfy(each -> assertThat(each.getMetadata().getAnnotations())
                        .containsEntry(Chart.HOOK, "pre-install,pre-upgrade"));
        assertThat(weight(read)).isLessThan(weight(job));
        Container check = job.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertThat(check.getArgs()).containsExactly("check", "/etc/ecluse/policy/policy.yaml");
        assertThat(check.getImage()).isEqualTo(chart.container().getImage());
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(Chart.render(chart("production").set("policyCheck.enabled", false))
                        .all(Job.class))
                .isEmpty();
    }

    @Test
    void podsAreProbedOnTheAdminPort() {
        Container container = Chart.of("production").container();
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/readiness");
        assertThat(List.of(container.getStartupProbe(), container.getLivenessProbe()))
                .extracting(Probe::getHttpGet)
                .extracting(HTTPGetAction::getPath)
                .containsOnly("/actuator/health/liveness");
        assertThat(probes(container)).extracting(Probe::getHttpGet).allSatisfy(get -> {
            assertThat(get.getPort().getStrVal()).isEqualTo("admin");
            assertThat(get.getScheme()).isEqualTo("HTTP");
        });
        assertThat(probes(Chart.of("gateway-api").container()))
                .as("the admin port speaks TLS there")
                .extracting(Probe::getHttpGet)
                .extracting(HTTPGetAction::getScheme)
                .containsOnly("HTTPS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.29.0", "1.31.0"})
    void aPodThatGoesWaitsForTheLoadBalancersAndThenForWhatHasBegun(String kubernetes) {
        Chart chart = Chart.render(chart("production")
                .withKubeVersion(kubernetes)
                .set("stop.deregisterSeconds", 7)
                .set("stop.drainSeconds", 40));
        var preStop = chart.container().getLifecycle().getPreStop();
        if (kubernetes.equals("1.29.0")) {
            assertThat(preStop.getExec().getCommand()).containsExactly("sleep", "7");
        } else {
            assertThat(preStop.getSleep().getSeconds()).isEqualTo(7);
        }
        assertThat(chart.settings()).contains("timeout-per-shutdown-phase: 40s");
        assertThat(chart.pod().getTerminationGracePeriodSeconds())
                .as("one phase for each port")
                .isGreaterThan(7 + 40 + 40);
    }

    @Test
    void anUpgradeTakesNoPodAwayBeforeTheNextIsReady() {
        RollingUpdateDeployment update =
                Chart.of("production").deployment().getSpec().getStrategy().getRollingUpdate();
        assertThat(update.getMaxUnavailable().getIntVal()).isZero();
        assertThat(update.getMaxSurge().getIntVal()).isEqualTo(1);
    }

    @Test
    void podsAskForWhatTheyNeedAndAreSpreadOverHostsAndZones() {
        Chart chart = Chart.of("production");
        assertThat(chart.container().getResources().getRequests()).containsOnlyKeys("cpu", "memory");
        assertThat(chart.container().getResources().getLimits()).containsOnlyKeys("memory");
        assertThat(chart.pod().getTopologySpreadConstraints())
                .extracting(each -> each.getTopologyKey())
                .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    }

    @Test
    void aDrainOfHostsTakesOnePodAtATime() {
        PodDisruptionBudget budget = Chart.of("production").the(PodDisruptionBudget.class);
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(Chart.of("minimal").all(PodDisruptionBudget.class))
                .as("it would stop every drain for ever")
                .isEmpty();
    }

    @Test
    void podsFollowTheCpuAndThePeopleWhoWait() {
        Chart chart = Chart.of("production", "autoscaling");
        assertThat(chart.deployment().getSpec().getReplicas())
                .as("else each upgrade would set it back")
                .isNull();
        var spec = chart.the(HorizontalPodAutoscaler.class).getSpec();
        assertThat(List.of(spec.getMinReplicas(), spec.getMaxReplicas())).containsExactly(2, 10);
        assertThat(spec.getMetrics()).extracting(MetricSpec::getType).containsExactly("Resource", "External");
        assertThat(spec.getMetrics().get(0).getResource().getTarget().getAverageUtilization())
                .isEqualTo(60);
        var waiting = spec.getMetrics().get(1).getExternal();
        assertThat(waiting.getMetric().getName()).isEqualTo("ecluse_waiting");
        assertThat(waiting.getMetric().getSelector().getMatchLabels()).containsEntry("namespace", "ent");
        assertThat(waiting.getTarget().getAverageValue().getAmount()).isEqualTo("20000");
        assertThat(Chart.of("production").all(HorizontalPodAutoscaler.class)).isEmpty();
        assertThat(Chart.render(chart("production", "autoscaling").set("autoscaling.waiting.enabled", false))
                        .the(HorizontalPodAutoscaler.class)
                        .getSpec()
                        .getMetrics())
                .hasSize(1);
    }

    @Test
    void secretsComeByReferenceOnly() {
        Chart chart = Chart.of("production");
        assertThat(chart.container().getEnvFrom())
                .singleElement()
                .satisfies(from -> assertThat(from.getSecretRef().getName()).isEqualTo("ecluse"));
        assertThat(chart.container().getEnv())
                .filteredOn(each -> each.getName().equals("REDIS_PASSWORD"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.getValueFrom().getSecretKeyRef().getName()).isEqualTo("redis");
                    assertThat(each.getValueFrom().getSecretKeyRef().getKey()).isEqualTo("password");
                });
        assertThat(chart.settings())
                .contains("${ECLUSE_KEY}", "${OIDC_SECRET}", "ecluse:${REDIS_PASSWORD}@", "${ADMIN_TOKEN_SHA256}");
        assertThat(chart.objects()).extracting(HasMetadata::getKind).doesNotContain("Secret");
    }

    @Test
    void podsHaveNoTokenOfTheClusterAndHearOfNoOtherService() {
        Chart chart = Chart.of("production");
        assertThat(chart.the(ServiceAccount.class).getAutomountServiceAccountToken())
                .isFalse();
        assertThat(chart.pod().getEnableServiceLinks())
                .as("the service ecluse-admin would set ECLUSE_ADMIN_PORT, which is a setting")
                .isFalse();
    }

    @Test
    void visitorsAndOperatorsHaveServicesOfTheirOwn() {
        Chart chart = Chart.render(chart("production").set("service.type", "LoadBalancer"));
        Service visitors = chart.the(Service.class, Chart.NAME);
        Service operators = chart.the(Service.class, Chart.NAME + "-admin");
        assertThat(visitors.getSpec().getPorts())
                .extracting(port -> port.getTargetPort().getStrVal())
                .containsExactly("http");
        assertThat(visitors.getSpec().getExternalTrafficPolicy()).isEqualTo("Local");
        assertThat(operators.getSpec().getPorts())
                .extracting(port -> port.getTargetPort().getStrVal())
                .containsExactly("admin");
        assertThat(operators.getSpec().getType()).isEqualTo("ClusterIP");
    }

    @Test
    void anIngressBringsTheHostsOfPublicUrl() {
        Ingress ingress = Chart.of("production").the(Ingress.class);
        assertThat(ingress.getSpec().getIngressClassName()).isEqualTo("haproxy");
        assertThat(ingress.getSpec().getRules())
                .extracting(rule -> rule.getHost())
                .containsExactly("ent.example.fr");
        assertThat(ingress.getSpec().getTls()).singleElement().satisfies(tls -> {
            assertThat(tls.getSecretName()).isEqualTo("ent-example-fr");
            assertThat(tls.getHosts()).containsExactly("ent.example.fr");
        });
        assertThat(Chart.of("minimal").all(Ingress.class)).isEmpty();
    }

    @Test
    void aGatewayBringsTheHostsOfPublicUrl() {
        HTTPRoute route = Chart.of("gateway-api").the(HTTPRoute.class);
        assertThat(route.getSpec().getHostnames()).containsExactly("ent.example.fr", "college.example.fr");
        assertThat(route.getSpec().getParentRefs()).singleElement().satisfies(parent -> {
            assertThat(parent.getName()).isEqualTo("public");
            assertThat(parent.getNamespace()).isEqualTo("gateways");
            assertThat(parent.getSectionName()).isEqualTo("https");
        });
        assertThat(route.getSpec().getRules().get(0).getTimeouts().getRequest()).isEqualTo("0s");
    }

    @Test
    void theAdminPortIsClosedButToThoseWhoAreNamed() {
        List<NetworkPolicyIngressRule> closed =
                Chart.of("production").the(NetworkPolicy.class).getSpec().getIngress();
        assertThat(closed).singleElement().satisfies(rule -> {
            assertThat(ports(rule)).containsExactly("http");
            assertThat(rule.getFrom()).hasSize(1);
        });
        List<NetworkPolicyIngressRule> open = Chart.of("production", "monitoring")
                .the(NetworkPolicy.class)
                .getSpec()
                .getIngress();
        assertThat(open).hasSize(2);
        assertThat(ports(open.get(1))).containsExactly("admin");
        assertThat(open.get(1).getFrom())
                .singleElement()
                .satisfies(peer -> assertThat(peer.getNamespaceSelector().getMatchLabels())
                        .containsEntry("kubernetes.io/metadata.name", "monitoring"));
        assertThat(Chart.of("minimal").the(NetworkPolicy.class).getSpec().getPolicyTypes())
                .containsExactly("Ingress");
    }

    @Test
    void podsReachThePortalTheProviderRedisAndNamesAndNothingElse() {
        var spec = Chart.of("production").the(NetworkPolicy.class).getSpec();
        assertThat(spec.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(spec.getEgress())
                .hasSize(4)
                .allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty());
        assertThat(spec.getEgress().stream().flatMap(ChartTest::ports))
                .containsExactlyInAnyOrder("53/TCP", "53/UDP", "8080/TCP", "443/TCP", "6379/TCP");
    }

    @Test
    void prometheusScrapesTheAdminPort() {
        ServiceMonitor monitor = Chart.of("production", "monitoring").the(ServiceMonitor.class);
        assertThat(monitor.getMetadata().getLabels()).containsEntry("release", "kube-prometheus-stack");
        assertThat(monitor.getSpec().getEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getPath()).isEqualTo("/actuator/prometheus");
            assertThat(endpoint.getInterval()).isEqualTo("10s");
            assertThat(endpoint.getRelabelings())
                    .as("alerts name the ENT, not the service")
                    .singleElement()
                    .satisfies(relabeling -> {
                        assertThat(relabeling.getTargetLabel()).isEqualTo("job");
                        assertThat(relabeling.getReplacement()).isEqualTo("aura");
                    });
        });
        assertThat(Chart.of("production").all(ServiceMonitor.class)).isEmpty();
    }

    @Test
    void alertsAndDashboardAreThoseOfTheProject() throws IOException {
        for (String file : List.of("alerts.yaml", "ecluse.json")) {
            assertThat(Chart.HOME.resolve("files").resolve(file))
                    .as("a chart can read only what is inside itself: copy it again from src/dashboards")
                    .hasSameTextualContentAs(Path.of("../src/dashboards").resolve(file));
        }
        Chart chart = Chart.of("production", "monitoring");
        assertThat(chart.the(PrometheusRule.class).getSpec().getGroups())
                .flatExtracting(group -> group.getRules())
                .extracting(Rule::getAlert)
                .hasSizeGreaterThan(5);
        ConfigMap dashboard = chart.the(ConfigMap.class, Chart.NAME + "-dashboard");
        assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        assertThat(dashboard.getData().get("ecluse.json").strip())
                .isEqualTo(Files.readString(Chart.HOME.resolve("files/ecluse.json"))
                        .strip());
    }

    @Test
    void certificatesAndPagesAreMountedAsFolders() {
        Chart chart = Chart.of("gateway-api");
        assertThat(chart.container().getVolumeMounts())
                .filteredOn(mount -> mount.getMountPath().equals("/etc/ecluse/tls"))
                .singleElement()
                .satisfies(mount -> assertThat(mount.getReadOnly()).isTrue());
        assertThat(chart.container().getImage()).startsWith("registry.example.fr/ecluse@sha256:");
    }

    @Test
    void theNotesSayWhatToDoNext() {
        assertThat(notes("production"))
                .contains("Open the portal as a visitor and log in: https://ent.example.fr")
                .contains("rollout status deployment/" + Chart.NAME)
                .contains("port-forward service/" + Chart.NAME + "-admin 9090:9090")
                .contains("--set-file policy=policy.yaml")
                .contains("helm -n ent rollback trial")
                .doesNotContain("in memory", "No admin token");
        assertThat(notes("minimal"))
                .contains("settings.ecluse.trusted-proxies, which is empty now")
                .contains("The ledger is in memory");
    }

    private static String notes(String... examples) {
        InstallCommand install = new Helm(Chart.HOME)
                .install()
                .clientOnly()
                .dryRun()
                .withName("trial")
                .withNamespace("ent")
                .withKubeVersion("1.31.0")
                .setFile("policy", Chart.POLICY);
        for (String example : examples) {
            install.withValuesFile(Chart.example(example));
        }
        return install.call().getOutput().split("NOTES:", 2)[1];
    }

    private static TemplateCommand chart(String... examples) {
        return Chart.command(examples).setFile("policy", Chart.POLICY);
    }

    private static Map<String, String> podAnnotations(TemplateCommand command) {
        return Chart.render(command)
                .deployment()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations();
    }

    private static List<Probe> probes(Container container) {
        return List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe());
    }

    private static List<String> ports(NetworkPolicyIngressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getStrVal()).toList();
    }

    private static Stream<String> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getIntVal() + "/" + port.getProtocol());
    }

    private static int weight(HasMetadata hook) {
        return Integer.parseInt(hook.getMetadata().getAnnotations().get(Chart.HOOK + "-weight"));
    }
}

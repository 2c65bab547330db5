package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import fr.ecluse.gateway.settings.SettingsException;
import fr.ecluse.gateway.settings.SettingsProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The chart, linted and rendered by Helm itself. */
class HelmChartTest {

    private static final Path CHART = Path.of("../helm/ecluse");
    private static final Path EXAMPLE_POLICY = Path.of("../src/examples/auvergne-rhone-alpes/policy.yaml");
    private static final String SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    private Path folder;

    private Path values;

    @BeforeEach
    void writeWhatAnOperatorWouldGive() throws IOException {
        values = Files.writeString(folder.resolve("values.yaml"), """
                image: {repository: registry.example.fr/ecluse}
                existingSecret: ecluse
                settings:
                  ecluse:
                    public-url: https://ent.example.fr
                    identity:
                      oidc: {issuer: "https://sso.example.fr", client-id: ent, client-secret: "${OIDC_SECRET}"}
                """);
    }

    @Test
    void lintFindsNothingWrong() {
        LintResult result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void thePolicyArrivesByteForByteInADirectorySoThatAChangeArrivesToo() throws IOException {
        Map<String, Map<String, Object>> objects = render(chart());
        assertThat(at(objects.get("ConfigMap/trial-ecluse-policy"), "data"))
                .containsEntry("policy.yaml", Files.readString(EXAMPLE_POLICY));
        assertThat(container(objects).toString())
                .contains("mountPath=/etc/ecluse/policy")
                .doesNotContain("subPath");
    }

    @Test
    void theGatewayAcceptsTheSettingsThatTheChartWrites() throws IOException {
        String yaml = at(render(chart()).get("ConfigMap/trial-ecluse-settings"), "data")
                .get("application.yaml")
                .toString();
        SettingsFile file = new SettingsFile(yaml, Map.of("ECLUSE_KEY", SECRET, "OIDC_SECRET", "s"));
        // but for the policy file, which exists in the pod only
        assertThatThrownBy(file::read)
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        wrong -> assertThat(wrong.problems())
                                .extracting(SettingsProblem::fault)
                                .containsExactly(SettingsProblem.Fault.POLICY_NOT_FOUND));
        assertThat(yaml).contains("policy: /etc/ecluse/policy/policy.yaml").contains("port: 8080");
    }

    @Test
    void podsRunRestrictedAndAreProbedOnTheAdminPort() {
        Map<String, Map<String, Object>> objects = render(chart());
        Map<String, Object> pod = at(objects.get("Deployment/trial-ecluse"), "spec", "template", "spec");
        assertThat(at(pod, "securityContext")).containsEntry("runAsNonRoot", true);
        Map<String, Object> container = container(objects);
        assertThat(at(container, "securityContext"))
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("readOnlyRootFilesystem", true);
        assertThat(at(container, "readinessProbe", "httpGet"))
                .containsEntry("path", "/actuator/health/readiness")
                .containsEntry("port", "admin");
        assertThat(objects.get("Service/trial-ecluse").toString()).doesNotContain("admin");
    }

    @Test
    void aChangedPolicyRestartsNoPodButChangedSettingsDo() throws IOException {
        Object before = podAnnotations(chart());
        Path other = Files.writeString(folder.resolve("other.yaml"), "version: 1");
        assertThat(podAnnotations(chartWithoutPolicy().setFile("policy", other)))
                .isEqualTo(before);
        assertThat(podAnnotations(chart().set("settings.ecluse.ledger.name", "other")))
                .isNotEqualTo(before);
    }

    @Test
    void whatCouldNotWorkIsRefusedWithASentence() {
        assertThatThrownBy(() -> render(chart().set("settings.ecluse.ledger.kind", "memory")))
                .hasMessageContaining("each pod would admit the whole ceiling");
        assertThatThrownBy(() -> render(chart().set("image.repository", "")))
                .hasMessageContaining("image.repository is missing");
        assertThatThrownBy(() -> render(chartWithoutPolicy())).hasMessageContaining("policy is missing");
    }

    private TemplateCommand chart() {
        return chartWithoutPolicy().setFile("policy", EXAMPLE_POLICY);
    }

    private TemplateCommand chartWithoutPolicy() {
        return new Helm(CHART)
                .template()
                .withName("trial")
                .withKubeVersion("1.31.0")
                .withValuesFile(values);
    }

    private static Object podAnnotations(TemplateCommand chart) {
        return at(render(chart).get("Deployment/trial-ecluse"), "spec", "template", "metadata")
                .get("annotations");
    }

    /** By kind and name. */
    private static Map<String, Map<String, Object>> render(TemplateCommand chart) {
        Map<String, Map<String, Object>> objects = new HashMap<>();
        for (Object document : new Yaml().loadAll(chart.call())) {
            if (document != null) {
                Map<String, Object> object = at(document);
                objects.put(object.get("kind") + "/" + at(object, "metadata").get("name"), object);
            }
        }
        return objects;
    }

    private static Map<String, Object> container(Map<String, Map<String, Object>> objects) {
        Map<String, Object> pod = at(objects.get("Deployment/trial-ecluse"), "spec", "template", "spec");
        return at(((Iterable<?>) pod.get("containers")).iterator().next());
    }

    @SuppressWarnings("unchecked") // YAML's own types
    private static Map<String, Object> at(Object object, String... path) {
        Map<String, Object> found = (Map<String, Object>) object;
        for (String name : path) {
            found = (Map<String, Object>) found.get(name);
        }
        return found;
    }
}

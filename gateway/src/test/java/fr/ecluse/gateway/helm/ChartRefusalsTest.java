package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that can't work are refused before anything is installed, with a sentence that says what to write. */
class ChartRefusalsTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsMissingIsSaidAllAtOnce() {
        assertThatThrownBy(() -> Chart.command().call())
                .hasMessageContaining("image.repository is missing")
                .hasMessageContaining("policy is missing")
                .hasMessageContaining("routes is empty: say where the portal is")
                .hasMessageContaining("identity is missing: nobody could log in")
                .hasMessageContaining("ledger.uri is missing: the address of your Redis")
                .hasMessageContaining("the settings name ${ECLUSE_KEY} and nothing gives it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{settings: {ecluse: {ledger: {kind: memory}}}}|up to 2 pods and the ledger in memory: each pod would admit the whole ceiling",
                "{replicas: 1, autoscaling: {enabled: true, maxReplicas: 4}, settings: {ecluse: {ledger: {kind: memory}}}}|up to 4 pods and the ledger in memory",
                "{existingPolicyConfigMap: regles}|policy and existingPolicyConfigMap are both given",
                "{settings: {server: {port: 8081}}}|settings.server.port and .address belong to the chart",
                "{settings: {server.port: 8081}}|settings.server.port: write one word a line",
                "{settings: {ecluse: {policy: /policy.yaml}}}|settings.ecluse.policy belongs to the chart",
                "{settings: {ecluse: {admin: {address: 127.0.0.1}}}}|settings.ecluse.admin.port and .address belong to the chart",
                "{settings: {ecluse: {keys: [{id: k1, secret: c2VjcmV0}]}}}|settings.ecluse.keys[0].secret is written out",
                "{settings: {ecluse: {identity: {oidc: {client-secret: geheim}}}}}|oidc.client-secret is written out",
                "{settings: {ecluse: {ledger: {uri: 'redis://ecluse:geheim@redis:6379'}}}}|holds a password",
                "{settings: {ecluse: {public-url: ''}}}|settings.ecluse.public-url is missing",
                "{settings: {ecluse: {trusted-proxies: []}}}|all visitors would seem to come from the ingress controller",
                "{existingSecret: ''}|the settings name ${OIDC_SECRET} and nothing gives it",
                "{ingress: {hosts: [autre.example.fr]}}|ingress.hosts has autre.example.fr, but settings.ecluse.public-url does not",
                "{httpRoute: {enabled: true}}|httpRoute.parentRefs is empty",
                "{autoscaling: {enabled: true, minReplicas: 5, maxReplicas: 3}}|autoscaling.minReplicas is over autoscaling.maxReplicas",
                "{autoscaling: {enabled: true}, resources: {requests: {cpu: null}}}|resources.requests.cpu is missing",
                "{serviceMonitor: {enabled: true}}|Prometheus could not reach the admin port",
                "{serviceMonitor: {enabled: true}, admin: {service: {enabled: false}}}|serviceMonitor.enabled needs admin.service.enabled",
                "{networkPolicy: {egress: {redis: {to: []}}}}|networkPolicy.egress.redis.to is empty",
                "{mounts: [{name: a, path: /a}]}|mounts: a needs either secret or configMap",
                "{mounts: [{name: a, secret: a, path: /etc/ecluse/policy}]}|mounts: /etc/ecluse/policy is the chart's own folder",
            })
    void whatCouldNotWorkIsSaidInASentence(String values, String sentence) throws IOException {
        assertThatThrownBy(() -> production(values).call())
                .hasMessageContaining("These values can't work:")
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{replcas: 3}|replcas",
                "{replicas: trois}|replicas",
                "{replicas: 0}|replicas",
                "{image: {pullPolicy: Sometimes}}|pullPolicy",
                "{image: {repository: 'registry.example.fr/ecluse:1.0'}}|repository",
                "{service: {port: 70000}}|port",
                "{ingress: {host: ent.example.fr}}|host",
                "{ingress: {hosts: ['https://ent.example.fr']}}|hosts",
                "{settings: {ecluse: {public-ulr: https://ent.example.fr}}}|public-ulr",
                "{settings: {ecluse: {ledger: {kind: redi}}}}|kind",
                "{settings: {ecluse: {identity: {oidc: {clientid: ent}}}}}|clientid",
                "{networkPolicy: {operators: [{namespace: monitoring}]}}|namespace",
                "{secretEnvironment: {REDIS_PASSWORD: geheim}}|REDIS_PASSWORD",
                "{podLabels: {tier: 1}}|tier",
            })
    void aWordThatIsMisspeltIsNamed(String values, String name) throws IOException {
        assertThatThrownBy(() -> production(values).call())
                .hasMessageContaining("schema")
                .hasMessageContaining(name);
    }

    @Test
    void aPasswordThatIsReferredToIsNoPasswordInTheValues() throws IOException {
        List<String> good = new ArrayList<>(List.of(
                "redis://redis:6379",
                "redis://ecluse:${REDIS_PASSWORD}@redis:6379",
                "rediss://:${REDIS_PASSWORD}@redis:6380"));
        for (String uri : good) {
            assertThat(production("{settings: {ecluse: {ledger: {uri: '" + uri + "'}}}}")
                            .call())
                    .contains(uri);
        }
    }

    private TemplateCommand production(String values) throws IOException {
        return Chart.command("production")
                .setFile("policy", Chart.POLICY)
                .withValuesFile(Files.writeString(Files.createTempFile(folder, "values", ".yaml"), values));
    }
}

package fr.ecluse.gateway.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the chart renders for a release named {@code trial} in the namespace {@code ent}. */
record Chart(List<HasMetadata> objects) {

    static final Path HOME = Path.of("../helm/ecluse");
    static final Path POLICY = Path.of("../src/examples/auvergne-rhone-alpes/policy.yaml");
    static final String NAME = "trial-ecluse";

    /** Every set of values that the chart is tested with, each a list of files that are laid over each other. */
    static final List<List<String>> SETS = List.of(
            List.of("minimal"),
            List.of("production"),
            List.of("gateway-api"),
            List.of("minimal", "monitoring"),
            List.of("production", "monitoring", "autoscaling"));

    /** Helm shows no hooks when it renders, so here they are objects like all others. */
    static final String HOOK = "shown.helm.sh/hook";

    private static final Path WITHOUT_HOOKS = withoutHooks();

    private static Path withoutHooks() {
        try (Stream<Path> files = Files.walk(HOME)) {
            Path copy = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "chart");
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(HOME.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.writeString(to, Files.readString(file).replace("helm.sh/hook", HOOK));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Chart of(String... examples) {
        return render(command(examples).setFile("policy", POLICY));
    }

    static Chart render(TemplateCommand command) {
        return new Chart(StrictObjects.read(command.call()));
    }

    /** Without a policy. */
    static TemplateCommand command(String... examples) {
        TemplateCommand command = new Helm(WITHOUT_HOOKS)
                .template()
                .withName("trial")
                .withNamespace("ent")
                .withKubeVersion("1.31.0");
        for (String example : examples) {
            command.withValuesFile(example(example));
        }
        return command;
    }

    static Path example(String name) {
        return HOME.resolve("examples").resolve(name + ".yaml");
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T the(Class<T> kind) {
        List<T> all = all(kind);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " of " + kind.getSimpleName());
        }
        return all.get(0);
    }

    <T extends HasMetadata> T the(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
    }

    Deployment deployment() {
        return the(Deployment.class);
    }

    PodSpec pod() {
        return deployment().getSpec().getTemplate().getSpec();
    }

    Container container() {
        return pod().getContainers().get(0);
    }

    /** What the gateway reads in the pod. */
    String settings() {
        return the(ConfigMap.class, NAME + "-settings").getData().get("application.yaml");
    }
}

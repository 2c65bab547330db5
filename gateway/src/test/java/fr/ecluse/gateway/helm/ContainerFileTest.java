package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.helm.ContainerFile.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Dockerfile, by its instructions: no engine is needed to see what the image will be. */
class ContainerFileTest {

    private final ContainerFile file = ContainerFile.read();
    private final List<Instruction> whole = file.whole();
    private final List<Instruction> image = file.image();

    @Test
    void itStandsOnAPublicImageOfAFixedNewerJdk() {
        assertThat(all(whole, "FROM"))
                .hasSize(2)
                .extracting(from -> from.split(" ")[0])
                .containsOnly("eclipse-temurin:25-jre");
    }

    @Test
    void theLayersAreCopiedFromWhatSeldomChangesToWhatAlwaysDoes() {
        assertThat(all(image, "COPY"))
                .containsExactlyElementsOf(
                        Stream.of("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")
                                .map(layer -> "--from=layers /build/layers/" + layer + "/ ./")
                                .toList());
        assertThat(all(whole, "RUN"))
                .anySatisfy(run -> assertThat(run).contains("\"-Djarmode=tools\"", "\"extract\"", "\"--layers\""));
    }

    @Test
    void javaIsTheFirstProcessAndHearsTheSignal() {
        List<String> entry = the("ENTRYPOINT").exec();
        assertThat(entry).startsWith("java").containsSequence("-jar", "/opt/ecluse/ecluse.jar");
        assertThat(the("CMD").exec()).containsExactly("serve");
        assertThat(the("STOPSIGNAL").rest()).isEqualTo("SIGTERM");
        assertThat(the("HEALTHCHECK").rest()).isEqualTo("NONE");
        assertThat(whole)
                .filteredOn(each -> each.word().equals("RUN"))
                .allSatisfy(run -> assertThat(run.exec()).isNotEmpty());
    }

    @Test
    void itRunsAsTheChartsUserWhoOwnsNothing() {
        Chart chart = Chart.of("production");
        assertThat(the("USER").rest())
                .isEqualTo(chart.pod().getSecurityContext().getRunAsUser() + ":"
                        + chart.pod().getSecurityContext().getRunAsGroup());
        assertThat(the("USER").rest()).matches("[1-9][0-9]*:[1-9][0-9]*");
        int user = image.indexOf(the("USER"));
        assertThat(image.subList(user, image.size()))
                .extracting(Instruction::word)
                .doesNotContain("COPY", "ADD", "RUN");
        assertThat(all(whole, "COPY")).noneMatch(copy -> copy.contains("--chown"));
        assertThat(the("EXPOSE").rest().split(" "))
                .containsExactlyElementsOf(chart.container().getPorts().stream()
                        .map(port -> port.getContainerPort().toString())
                        .toList());
    }

    @Test
    void theCacheThatIsTrainedIsTheOneThatIsUsed() {
        List<String> entry = the("ENTRYPOINT").exec();
        List<String> training = the("RUN").exec();
        assertThat(training)
                .contains("-XX:AOTCacheOutput=/opt/ecluse/ecluse.aot", "-Dspring.context.exit=onRefresh")
                .containsSequence("-jar", "/opt/ecluse/ecluse.jar");
        assertThat(entry).contains("-XX:AOTCache=/opt/ecluse/ecluse.aot");
        assertThat(training)
                .filteredOn(word -> word.startsWith("--enable") || word.startsWith("--sun"))
                .as("a cache is refused under other options of the modules")
                .hasSize(2)
                .isSubsetOf(entry);
    }

    @Test
    void theBuildSeesNothingButWhatItNeeds() throws IOException {
        assertThat(Files.readAllLines(Path.of(".dockerignore"))).containsExactly("*", "!target/ecluse.jar");
        assertThat(all(whole, "COPY").stream().filter(copy -> !copy.startsWith("--from=")))
                .containsExactly("target/ecluse.jar ./");
        assertThat(whole).extracting(Instruction::word).doesNotContain("ADD", "ENV", "ARG", "VOLUME");
    }

    private Instruction the(String word) {
        return file.the(word);
    }

    private static List<String> all(List<Instruction> from, String word) {
        return ContainerFile.all(from, word);
    }
}

package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of the Dockerfile on this machine, without an engine: the packaged jar, its layers, and the program that they make again. */
class ContainerPeerTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final ContainerFile file = ContainerFile.read();

    @TempDir
    private Path root;

    @Test
    void theLayersMakeAProgramThatRuns() throws Exception {
        Path build = Files.createDirectories(inside(the(file.before(), "WORKDIR")));
        String[] jar = the(file.before(), "COPY").split(" ");
        Files.copy(Path.of(jar[0]), build.resolve(Path.of(jar[0]).getFileName()));
        run(build, words(ContainerFile.all(file.before(), "RUN").get(0)));

        Path home = Files.createDirectories(inside(file.the("WORKDIR").rest()));
        for (String copy : ContainerFile.all(file.image(), "COPY")) {
            String[] parts = copy.split(" ");
            copy(inside(parts[1]), home);
        }

        List<String> entry = words(file.the("ENTRYPOINT").rest()).stream()
                .map(word -> word.startsWith("/") && !word.equals(JAVA)
                        ? inside(word).toString()
                        : word)
                .filter(word -> Runtime.version().feature() >= 25 || !isOfANewerJava(word))
                .toList();
        List<String> check = new ArrayList<>(entry);
        check.addAll(List.of("check", Chart.POLICY.toAbsolutePath().toString()));
        assertThat(run(root, check)).doesNotContain("Exception");
    }

    private static boolean isOfANewerJava(String word) {
        return word.startsWith("-XX:") || word.startsWith("-Xlog:") || word.startsWith("--");
    }

    private static String the(List<ContainerFile.Instruction> from, String word) {
        return ContainerFile.all(from, word).get(0);
    }

    private static List<String> words(String exec) {
        List<String> words = new ArrayList<>(new ContainerFile.Instruction("", exec).exec());
        assertThat(words.get(0)).isEqualTo("java");
        words.set(0, JAVA);
        return words;
    }

    private Path inside(String path) {
        return root.resolve(path.replaceFirst("^/", ""));
    }

    private static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s said: %s", command, output).isZero();
        return output;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}

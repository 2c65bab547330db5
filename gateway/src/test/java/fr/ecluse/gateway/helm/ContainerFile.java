package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Dockerfile as a list of instructions.
 *
 * @param whole of all stages
 */
record ContainerFile(List<Instruction> whole) {

    /** @param rest of the line after the word; continued lines are one */
    record Instruction(String word, String rest) {

        /** The words of the exec form, which needs no shell. */
        List<String> exec() {
            assertThat(rest).as("exec form, so that signals arrive").contains("[");
            return Arrays.asList(JsonMapper.shared().readValue(rest.substring(rest.indexOf('[')), String[].class));
        }
    }

    static ContainerFile read() {
        try {
            String text = Files.readString(Path.of("Dockerfile")).replaceAll("\\\\\\n", " ");
            return new ContainerFile(text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Pattern.compile("\\s+").split(line, 2))
                    .map(words -> new Instruction(words[0], words[1]))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the last stage. */
    List<Instruction> image() {
        return whole.subList(lastFrom(), whole.size());
    }

    /** Of the stages before. */
    List<Instruction> before() {
        return whole.subList(0, lastFrom());
    }

    /** The only one of that word in the last stage. */
    Instruction the(String word) {
        List<Instruction> found =
                image().stream().filter(each -> each.word().equals(word)).toList();
        assertThat(found).as(word).hasSize(1);
        return found.get(0);
    }

    static List<String> all(List<Instruction> from, String word) {
        return from.stream()
                .filter(each -> each.word().equals(word))
                .map(Instruction::rest)
                .toList();
    }

    private int lastFrom() {
        return IntStream.range(0, whole.size())
                .filter(i -> whole.get(i).word().equals("FROM"))
                .max()
                .orElseThrow();
    }
}

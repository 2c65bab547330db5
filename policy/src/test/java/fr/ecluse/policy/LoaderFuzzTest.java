package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Any bytes at all give a policy or issues that can be shown; nothing is ever thrown. */
class LoaderFuzzTest {

    private static final String WHOLE = """
            version: 1
            ent: Mon ENT Auvergne-Rhône-Alpes
            time-zone: Europe/Paris
            priority:
              - {role: eleve, admitted-below: 100%}
              - {role: parent, admitted-below: 80%}
            ceiling:
              sessions: 52000
              at-least: 10000
              at-most: 144000
              new-per-second: 300
            session:
              idle: 10m
              longest: 8h
            rules:
              - name: parents-journee
                roles: [parent]
                days: [mon, tue, wed, thu, fri]
                dates: 2026-09-01..2027-07-02
                from: "08:00"
                to: 18:00
                services: [messagerie]
                effect: refuse
                open-sessions: finish
                message: {fr: "Les parents sont accueillis de 18 h à 8 h.", en: "Parents are welcome."}
            """;

    private static final String[] BITS = {
        "\t",
        "\n",
        "\r",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "'",
        "&a ",
        "*a",
        "!!int ",
        "%",
        "@",
        "|",
        ">",
        "?",
        "---\n",
        "...\n",
        "#",
        "\u0000",
        "\uFEFF",
        "é",
        "\uD83C\uDFEB",
        "  ",
        "~",
        "<<: ",
        "\\",
        ",",
        "99999999999999999999"
    };

    @Test
    void damagedPoliciesAreAcceptedOrExplained() {
        long seed = System.nanoTime();
        System.out.println("LoaderFuzzTest seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            StringBuilder damaged = new StringBuilder(WHOLE);
            for (int n = random.nextInt(4); n >= 0; n--) {
                if (damaged.isEmpty()) {
                    break;
                }
                int at = random.nextInt(damaged.length());
                switch (random.nextInt(4)) {
                    case 0 -> damaged.insert(at, BITS[random.nextInt(BITS.length)]);
                    case 1 -> damaged.delete(at, Math.min(damaged.length(), at + 1 + random.nextInt(12)));
                    case 2 -> damaged.setLength(at + 1);
                    default -> damaged.replace(at, at + 1, BITS[random.nextInt(BITS.length)]);
                }
            }
            explained(damaged.toString().getBytes(StandardCharsets.UTF_8), "seed " + seed + ", round " + i);
        }
    }

    @Test
    void noiseIsExplained() {
        long seed = System.nanoTime();
        System.out.println("LoaderFuzzTest noise seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            if (random.nextBoolean()) {
                for (int j = 0; j < noise.length; j++) {
                    noise[j] = (byte) " \n:-[]{}'\"&*!|>%@#?,~ab0".charAt(Math.floorMod(noise[j], 24));
                }
            }
            explained(noise, "seed " + seed + ", round " + i);
        }
    }

    @Test
    void whatFuzzingFoundIsExplained() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder("corpus"))) {
            List<Path> found = files.toList();
            assertThat(found).isNotEmpty();
            for (Path file : found) {
                explained(Files.readAllBytes(file), file.getFileName().toString());
            }
        }
    }

    @Test
    void everyBeginningOfEveryBadFileIsExplained() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder("bad"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int length = 0; length < bytes.length; length++) {
                    explained(Arrays.copyOf(bytes, length), file.getFileName() + " to " + length);
                }
            }
        }
    }

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(LoaderFuzzTest.class.getResource(name)).toURI());
    }

    private static void explained(byte[] bytes, String how) {
        assertThatCode(() -> LoaderFuzzer.fuzzerTestOneInput(bytes)).as(how).doesNotThrowAnyException();
    }
}

package fr.ecluse.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import fr.ecluse.gateway.hostile.Targets.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corpus and what becomes of it by chance, for every parser that reads what strangers send. */
class TargetsTest {

    private static final int ROUNDS = 2_000;

    /** What one text may cost in memory: so much to begin with, as for a reader of XML, and so much for each of its characters. */
    private static final long BASE_BYTES = 128 * 1024;

    private static final long BYTES_A_CHARACTER = 256;

    private static final List<String> PIECES = List.of(
            ".",
            "..",
            "=",
            "-",
            "_",
            "A",
            "\0",
            "\n",
            "<",
            ">",
            "</",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&amp;",
            "&#0;",
            "&x;",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>",
            "<?x?>",
            "cas:",
            "samlp:",
            "xmlns:a=\"b\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "::",
            "/",
            "/33",
            "/-1",
            "%eth0",
            "255",
            "256",
            "0x7f",
            "é",
            "\ud83c\udfeb",
            "\ud800",
            "null",
            "\"",
            "eyJhbGciOiJub25lIn0",
            "99999999999999999999");

    private static Targets targets;

    @BeforeAll
    static void begin() {
        targets = new Targets();
        targets.all().values().forEach(target -> target.judge(target.genuine())); // classes and keys are loaded once
    }

    @AfterAll
    static void end() {
        targets.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cookie", "ticket", "token", "cas", "logout", "address"})
    void nothingButWhatIsGenuineOpensAndNothingCostsMoreThanItsSizeAllows(String name) throws Exception {
        Target target = Objects.requireNonNull(targets.all().get(name));
        long seed = System.nanoTime();
        System.out.println("TargetsTest " + name + " seed=" + seed);
        Random random = new Random(seed);
        List<String> corpus = corpus(name);
        assertThat(corpus).as("the committed corpus of " + name).isNotEmpty();
        corpus.add(target.genuine());
        for (String text : corpus) {
            judge(target, text, "of the corpus");
        }
        for (int i = 0; i < ROUNDS; i++) {
            String text = corpus.get(random.nextInt(3) == 0 ? corpus.size() - 1 : random.nextInt(corpus.size()));
            judge(target, changed(text, random), "seed " + seed + ", round " + i);
        }
    }

    private static void judge(Target target, String text, String which) {
        long bound = BASE_BYTES + BYTES_A_CHARACTER * text.length();
        long cost = cost(target, text, which);
        if (cost >= bound) {
            cost = cost(target, text, which); // what was only loading of classes is not to be had again
        }
        assertThat(cost)
                .as("bytes for the %d characters of %s, %s", text.length(), text, which)
                .isLessThan(bound);
    }

    private static long cost(Target target, String text, String which) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            target.judge(text);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(which + ": " + text, e);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(changed.length() + 1);
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            switch (random.nextInt(6)) {
                case 0 -> changed.insert(at, piece);
                case 1 -> changed.delete(at, Math.min(changed.length(), at + 1 + random.nextInt(12)));
                case 2 -> changed.setLength(at);
                case 3 -> changed.insert(at, piece.repeat(1 + random.nextInt(400)));
                case 4 -> changed.insert(at, changed.substring(0, at));
                default ->
                    changed.replace(at, Math.min(changed.length(), at + 1), Character.toString(random.nextInt(0x250)));
            }
            if (changed.length() > 20_000) {
                changed.setLength(20_000);
            }
        }
        return changed.toString();
    }

    private static List<String> corpus(String name) throws Exception {
        URL folder = Objects.requireNonNull(TargetsTest.class.getResource("corpus/" + name), name);
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            for (Path file : files.sorted().toList()) {
                texts.add(read(file));
            }
        }
        return texts;
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}

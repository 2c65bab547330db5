package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as editors, other systems and ill-wishers make them. */
class LoaderLimitsTest {

    private static final String POLICY = """
            version: 1
            ent: Académie de Réunion 🏫
            ceiling: {sessions: 100}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE", "UTF-32LE"})
    void aFileOfSixteenOrThirtyTwoBitsIsNamedAsSuchOrRefused(String encoding) {
        byte[] plain = POLICY.getBytes(Charset.forName(encoding));
        assertThat(codes(plain)).containsExactly(IssueCode.FILE_NOT_TEXT);
        byte[] marked = ("\uFEFF" + POLICY).getBytes(Charset.forName(encoding));
        assertThat(codes(marked))
                .containsAnyOf(IssueCode.FILE_IS_UTF16, IssueCode.FILE_NOT_TEXT)
                .hasSize(1);
    }

    @Test
    void aFileInLatin1IsShownItsFirstAccent() {
        byte[] latin1 = "version: 1\nent: Académie\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(issues(latin1)).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo(IssueCode.FILE_NOT_UTF8);
            assertThat(issue.line()).isEqualTo(2);
            assertThat(issue.column()).isEqualTo(10);
        });
    }

    @Test
    void aByteOrderMarkIsNoPartOfThePolicy() {
        byte[] marked = ("\uFEFF" + POLICY).getBytes(StandardCharsets.UTF_8);
        assertThat(valid(marked).ent()).isEqualTo("Académie de Réunion 🏫");
        byte[] wrong = "\uFEFFversoin: 1\n".getBytes(StandardCharsets.UTF_8);
        assertThat(issues(wrong).get(0).column()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r"})
    void linesMayEndAsOnWindowsOrOnAnOldMac(String end) {
        assertThat(valid(POLICY.replace("\n", end)).ent()).isEqualTo("Académie de Réunion 🏫");
        String wrong = POLICY.replace("\n", end) + "couleur: bleu" + end;
        assertThat(issues(wrong)).singleElement().satisfies(issue -> {
            assertThat(issue.line()).isEqualTo(4);
            assertThat(issue.sourceLine()).isEqualTo("couleur: bleu");
        });
    }

    @Test
    void halfACharacterIsNoText() {
        assertThat(codes(bytes(POLICY, 0xED, 0xA0, 0xBC))).containsExactly(IssueCode.FILE_NOT_UTF8);
        assertThat(codes(bytes(POLICY, 0xF0, 0x9F))).containsExactly(IssueCode.FILE_NOT_UTF8);
        assertThat(codes(bytes(POLICY, 0x00))).containsExactly(IssueCode.FILE_NOT_TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\uD83C", "\\uDFEB", "\\uDFEB\\uD83C", "\\0", "\\e[31m", "\\x9b", "\\uFFFF"})
    void anEscapeMakesNoCharacterThatAFileMayNotHave(String escape) {
        assertThat(codes(POLICY.replace("Réunion", "X").replace("ent: Académie de X 🏫", "ent: \"a" + escape + "b\"")))
                .containsExactly(IssueCode.UNPRINTABLE);
    }

    @Test
    void anEscapeMayWriteACharacterInTwoHalves() {
        String escaped = POLICY.replace("ent: Académie de Réunion 🏫", "ent: \"\\uD83C\\uDFEB\\t\\xe9\"");
        assertThat(valid(escaped).ent()).isEqualTo("🏫\té");
    }

    @Test
    void aliasesServeAndBombsDoNot() {
        String shared = POLICY + "rules:\n  - {name: a, roles: &r [parent], effect: refuse, to: 8:00}\n"
                + "  - {name: b, roles: *r, effect: refuse, from: 18:00}\n";
        assertThat(valid(shared).rules()).hasSize(2);
        assertThat(codes(monster("a bomb"))).containsExactly(IssueCode.TOO_MANY_VALUES);
        assertThat(codes(monster("a long text again and again"))).containsExactly(IssueCode.TOO_MANY_VALUES);
        assertThat(codes(monster("a long service again and again"))).containsExactly(IssueCode.TOO_MANY_VALUES);
    }

    @Test
    void aLongFileThatRepeatsNothingIsReadWhole() {
        StringBuilder yaml = new StringBuilder(POLICY).append("rules:\n");
        for (int i = 0; i < 500; i++) {
            yaml.append("  - name: r")
                    .append(i)
                    .append("\n    roles: [parent]\n    effect: refuse\n    dates: ")
                    .append(LocalDate.of(2026, 9, 1).plusDays(i))
                    .append("\n    message: {fr: \"")
                    .append("é".repeat(480))
                    .append("\", en: \"")
                    .append("e".repeat(980))
                    .append("\"}\n");
        }
        assertThat(yaml.toString().getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(1_000_000);
        assertThat(valid(yaml.toString()).rules()).hasSize(500);
    }

    @Test
    void nothingIsReadBelowTwentyLevels() {
        for (String monster : List.of("open brackets", "open braces", "lists in lists")) {
            assertThat(codes(monster(monster))).as(monster).containsExactly(IssueCode.TOO_DEEP);
        }
    }

    @Test
    void aHugeTextIsTooLongAndALongLineIsShownInPart() {
        String huge = POLICY + "rules: [{name: a, roles: [parent], effect: refuse, message: \"" + "m".repeat(1_000_000)
                + "\"}]\n";
        assertThat(issues(huge)).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo(IssueCode.TEXT_TOO_LONG);
            assertThat(issue.render(Locale.FRENCH)).hasSizeLessThan(500);
        });
    }

    /** The bound is the memory of a virtual machine of its own, which fails beyond it, as it does at the first that is not explained. */
    @Test
    void everyMonsterIsExplainedWithinSixtyFourMebibytes() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classes = System.getProperty("java.class.path");
        Process judge = new ProcessBuilder(
                        java.toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes,
                        Monsters.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(judge.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(judge.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(judge.exitValue()).as(said).isZero();
    }

    private static byte[] bytes(String text, int... more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        for (int octet : more) {
            bytes.write(octet);
        }
        return bytes.toByteArray();
    }

    private static String monster(String name) {
        return Monsters.all().get(name).get();
    }

    private static Policy valid(String yaml) {
        return valid(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static Policy valid(byte[] yaml) {
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml);
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).policy();
    }

    private static List<IssueCode> codes(String yaml) {
        return codes(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static List<IssueCode> codes(byte[] yaml) {
        return issues(yaml).stream().map(PolicyIssue::code).toList();
    }

    private static List<PolicyIssue> issues(String yaml) {
        return issues(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static List<PolicyIssue> issues(byte[] yaml) {
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml);
        return loaded instanceof Loaded.Invalid invalid ? invalid.issues() : ((Loaded.Valid) loaded).warnings();
    }
}

package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault has a file named after it in {@code bad/}, with everything that is said about it in English and in French.
 * Files that would be large are made here.
 */
class BadFilesTest {

    private static final String HEAD = "version: 1\nent: Essai\nceiling: {sessions: 100}\n";

    private static final Map<String, String> LARGE = Map.of(
            "file-too-big", "# Un fichier de cinq mébioctets\n".repeat(5 * 1024 * 1024 / 33 + 1),
            "too-many-rules", HEAD + "rules:\n" + rules(501),
            "too-many-services", HEAD + "services:\n" + services(51),
            "too-many-roles", HEAD + "priority:\n" + roles(46),
            "too-many-holidays", HEAD + "holidays:\n" + "  - {from: 2027-02-13, to: 2027-02-28}\n".repeat(201));

    private static String rules(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "  - {name: r" + i + ", roles: [parent], effect: refuse}\n")
                .collect(Collectors.joining());
    }

    private static String services(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "  - {name: service-" + i + ", sessions: 10}\n")
                .collect(Collectors.joining());
    }

    private static String roles(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "  - {role: metier-" + i + "}\n")
                .collect(Collectors.joining());
    }

    private static Path folder() throws URISyntaxException {
        URL folder = Objects.requireNonNull(BadFilesTest.class.getResource("bad"));
        return Path.of(folder.toURI());
    }

    private static Map<String, byte[]> files() throws IOException, URISyntaxException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(folder())) {
            for (Path path : paths.filter(p -> p.toString().endsWith(".yaml")).toList()) {
                files.put(path.getFileName().toString().replace(".yaml", ""), Files.readAllBytes(path));
            }
        }
        LARGE.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    static byte[] file(String fault) throws IOException, URISyntaxException {
        return Objects.requireNonNull(files().get(fault));
    }

    static Stream<String> faults() throws IOException, URISyntaxException {
        return files().keySet().stream();
    }

    private static List<PolicyIssue> issues(String fault) throws IOException, URISyntaxException {
        Loaded loaded = PolicyLoader.load("policy.yaml", file(fault));
        return loaded instanceof Loaded.Invalid invalid ? invalid.issues() : ((Loaded.Valid) loaded).warnings();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultIsToldInEnglishAndInFrench(String fault) throws Exception {
        List<PolicyIssue> issues = issues(fault);
        assertThat(said(issues, Locale.ENGLISH)).isEqualTo(expected(fault, "en"));
        assertThat(said(issues, Locale.FRANCE)).isEqualTo(expected(fault, "fr"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFileShowsTheFaultItIsNamedAfter(String fault) throws Exception {
        assertThat(issues(fault))
                .anyMatch(issue -> fault.equals("several-at-once")
                        || fault.startsWith(issue.code().id()));
    }

    @Test
    void everyCodeHasItsFile() throws Exception {
        Set<IssueCode> shown = EnumSet.noneOf(IssueCode.class);
        for (String fault : files().keySet()) {
            issues(fault).forEach(issue -> shown.add(issue.code()));
        }
        // This one needs more than a file, and has a test of its own.
        shown.add(IssueCode.MORE_ISSUES);
        assertThat(shown).containsExactlyInAnyOrder(IssueCode.values());
    }

    @Test
    void pastTwoHundredIssuesTheRestIsCounted() {
        String yaml = HEAD
                + IntStream.range(0, 250)
                        .mapToObj(i -> "inconnue-" + i + ": x\n")
                        .collect(Collectors.joining());
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        List<PolicyIssue> issues = ((Loaded.Invalid) loaded).issues();
        assertThat(issues).hasSize(201);
        assertThat(issues.get(200).render(Locale.ENGLISH))
                .isEqualTo("policy.yaml:204:1: error: … and 50 more; mend the ones above first");
    }

    @Test
    void everyCodeHasItsWordsInBothLanguages() {
        for (IssueCode code : IssueCode.values()) {
            String english = Bundles.messages(Locale.ENGLISH).getString(code.id());
            String french = Bundles.messages(Locale.FRENCH).getString(code.id());
            assertThat(french).as(code.id()).isNotEqualTo(english);
        }
    }

    private static String said(List<PolicyIssue> issues, Locale locale) {
        return issues.stream().map(issue -> issue.render(locale) + "\n").collect(Collectors.joining());
    }

    private static String expected(String fault, String language) throws IOException, URISyntaxException {
        return Files.readString(folder().resolve(fault + "." + language + ".txt"));
    }
}

package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import fr.ecluse.policy.calendar.Territory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schema and the loader judge alike, by a validator that knows nothing of Écluse. Files come to it as they come to an editor's:
 * read by YAML 1.2's core schema, so numbers and booleans are no longer the text that was written.
 */
class PolicySchemaTest {

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(PolicySchema.text(), InputFormat.JSON);

    /** What is wrong before there are values to judge: the editor's own reader says it, or never sees it. */
    private static final Set<IssueCode> BEFORE_VALUES = EnumSet.of(
            IssueCode.FILE_TOO_BIG,
            IssueCode.FILE_IS_UTF16,
            IssueCode.FILE_NOT_UTF8,
            IssueCode.FILE_NOT_TEXT,
            IssueCode.TAB,
            IssueCode.SECOND_DOCUMENT,
            IssueCode.TOO_DEEP,
            IssueCode.TOO_MANY_VALUES,
            IssueCode.UNKNOWN_ANCHOR,
            IssueCode.ANCHOR_LOOP,
            IssueCode.TAG,
            IssueCode.UNPRINTABLE,
            IssueCode.KEY_NOT_A_WORD,
            IssueCode.DUPLICATE_KEY,
            IssueCode.YAML_OPEN_QUOTE,
            IssueCode.YAML_BAD_ESCAPE,
            IssueCode.YAML_MISSING_COLON,
            IssueCode.YAML_STRAY_COLON,
            IssueCode.YAML_OPEN_BRACKET,
            IssueCode.YAML_BAD_START,
            IssueCode.YAML_INDENTATION,
            IssueCode.YAML_SYNTAX);

    private static final String HEAD = "version: 1\nent: Essai\n";
    private static final String CEILING = "ceiling: {sessions: 100}\n";

    /** What a schema can't say, or not always, with a file that it accepts and that has this error alone. */
    private enum Beyond {
        // One value is compared with another one.
        AT_LEAST(IssueCode.AT_LEAST_ABOVE_SESSIONS, "ceiling: {sessions: 100, at-least: 200}\n"),
        AT_MOST(IssueCode.AT_MOST_BELOW_SESSIONS, "ceiling: {sessions: 100, at-most: 50}\n"),
        LONGEST(IssueCode.LONGEST_BELOW_IDLE, CEILING + "session: {idle: 1h, longest: 59m}\n"),
        SAME_HOUR(IssueCode.FROM_EQUALS_TO, CEILING + rule("effect: refuse, from: 8:00, to: \"08:00\"")),
        DATES(IssueCode.DATES_REVERSED, CEILING + rule("effect: refuse, dates: 2027-07-02..2026-09-01")),
        YEAR(IssueCode.HOLIDAY_TOO_LONG, CEILING + "holidays: [{from: 2026-01-01, to: 2027-01-02}]\n"),
        // Items of a list that are equal in one of their keys, or name what stands elsewhere in the file.
        NAMES(
                IssueCode.DUPLICATE_RULE_NAME,
                CEILING + rule("effect: admit") + rule("effect: refuse").substring(7)),
        RANKS(IssueCode.DUPLICATE_ENTRY, CEILING + "priority: [{role: parent}, {role: parent, admitted-below: 9%}]\n"),
        SERVICES(
                IssueCode.DUPLICATE_ENTRY,
                CEILING + "services: [{name: notes, sessions: 9}, {name: \" notes\", sessions: 8}]\n"),
        ROLES(
                IssueCode.UNKNOWN_ROLE,
                CEILING + "priority: [{role: parent}]\n" + rule("effect: admit").replace("parent]", "agent]")),
        // Lists that are the Java platform's, or that forgive accents, case and hyphens.
        ZONE(IssueCode.UNKNOWN_TIME_ZONE, CEILING + "time-zone: Europe/Lyon\n"),
        CALENDAR(IssueCode.UNKNOWN_SCHOOL_CALENDAR, CEILING + "school-calendar: Aix-Lyon\n");

        private final IssueCode code;
        private final String yaml;

        Beyond(IssueCode code, String rest) {
            this.code = code;
            this.yaml = HEAD + rest;
        }

        private static String rule(String more) {
            return "rules:\n  - {name: soir, roles: [parent], " + more + "}\n";
        }
    }

    static Stream<Path> examples() throws IOException {
        return ExamplesTest.examples().stream().map(example -> example.resolve("policy.yaml"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsAccepted(Path file) throws IOException {
        assertThat(complaints(Files.readAllBytes(file))).get().asList().isEmpty();
    }

    static Stream<String> faults() throws Exception {
        return BadFilesTest.faults();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void schemaAndLoaderAgreeOnEveryBadFile(String fault) throws Exception {
        judge(BadFilesTest.file(fault), fault);
    }

    @ParameterizedTest
    @EnumSource(Beyond.class)
    void whatASchemaCannotSayIsSaidByTheLoaderAlone(Beyond beyond) {
        byte[] yaml = beyond.yaml.getBytes(StandardCharsets.UTF_8);
        assertThat(errors(yaml)).containsExactly(beyond.code);
        assertThat(complaints(yaml)).get().asList().isEmpty();
    }

    @Test
    void schemaAndLoaderAgreeOnPoliciesMadeAtRandom() {
        long seed = System.nanoTime();
        System.out.println("PolicySchemaTest seed=" + seed);
        Random random = new Random(seed);
        Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
        for (int round = 0; round < 3_000; round++) {
            String yaml = new RandomFile(random).yaml();
            Verdict verdict =
                    judge(yaml.getBytes(StandardCharsets.UTF_8), "seed " + seed + ", round " + round + "\n" + yaml);
            seen.merge(verdict, 1, Integer::sum);
        }
        assertThat(seen)
                .hasSize(Verdict.values().length)
                .allSatisfy((verdict, times) -> assertThat(times).isGreaterThan(50));
    }

    @Test
    void bothReadLeadingZerosHoweverMany() {
        for (String zeros : List.of("", "0", "0000000", "0".repeat(100))) {
            String yaml = HEAD + "ceiling: {sessions: " + zeros + "52000}\nsession: {idle: " + zeros + "12m}\n";
            assertThat(judge(yaml.getBytes(StandardCharsets.UTF_8), yaml)).isEqualTo(Verdict.BOTH_ACCEPT);
        }
    }

    @Test
    void aWordThatIsThereTwiceInAListIsRefused() {
        for (String lists : List.of(
                "roles: [parent, parent]",
                "roles: [parent], days: [mon, mon]",
                "roles: [parent], services: [notes, notes]")) {
            String rule = "rules:\n  - {name: soir, effect: admit, " + lists + "}\n";
            byte[] yaml = (HEAD + CEILING + rule).getBytes(StandardCharsets.UTF_8);
            assertThat(errors(yaml)).containsExactly(IssueCode.DUPLICATE_ENTRY);
            assertThat(complaints(yaml)).get().asList().isNotEmpty();
        }
    }

    @Test
    void everyTerritoryIsOfferedByItsName() {
        JsonNode offered = JsonMapper.shared().readTree(PolicySchema.text()).at("/properties/school-calendar/examples");
        Set<Territory> territories = offered.valueStream()
                .map(name -> Territory.named(name.asString()).orElseThrow())
                .collect(Collectors.toSet());
        assertThat(territories)
                .containsExactlyInAnyOrderElementsOf(
                        Set.copyOf(Territory.byName().values()));
    }

    private enum Verdict {
        BOTH_ACCEPT,
        BOTH_REFUSE,
        BEYOND_THE_SCHEMA
    }

    /** Both accept, both refuse, or the loader refuses for a reason that a schema can't know. */
    private static Verdict judge(byte[] yaml, String what) {
        Set<IssueCode> errors = errors(yaml);
        if (errors.stream().anyMatch(BEFORE_VALUES::contains)) {
            return Verdict.BEYOND_THE_SCHEMA;
        }
        Optional<List<Error>> complaints = complaints(yaml);
        assertThat(complaints).as(what).isPresent();
        if (errors.isEmpty()) {
            assertThat(complaints.get()).as(what).isEmpty();
            return Verdict.BOTH_ACCEPT;
        }
        for (Beyond beyond : Beyond.values()) {
            errors.remove(beyond.code);
        }
        if (errors.isEmpty()) {
            return Verdict.BEYOND_THE_SCHEMA;
        }
        assertThat(complaints.get()).as("%s %s", errors, what).isNotEmpty();
        return Verdict.BOTH_REFUSE;
    }

    private static Set<IssueCode> errors(byte[] yaml) {
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml);
        List<PolicyIssue> issues = loaded instanceof Loaded.Invalid invalid ? invalid.issues() : List.of();
        Set<IssueCode> errors = EnumSet.noneOf(IssueCode.class);
        issues.stream().filter(issue -> issue.severity() == Severity.ERROR).forEach(issue -> errors.add(issue.code()));
        return errors;
    }

    /** What the schema has against a file; empty if it is no YAML. */
    private static Optional<List<Error>> complaints(byte[] yaml) {
        LoadSettings core = LoadSettings.builder().setSchema(new CoreSchema()).build();
        try {
            Object values = new Load(core).loadFromString(new String(yaml, StandardCharsets.UTF_8));
            return Optional.of(
                    new ArrayList<>(SCHEMA.validate(JsonMapper.shared().<JsonNode>valueToTree(values))));
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }
}

package fr.ecluse.gateway.rules;

import static fr.ecluse.gateway.trial.MovableClock.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyInForceTest {

    private static final String OLD = "version: 1\nent: Ancien\nceiling: {sessions: 10}\n";
    private static final String NEW = "version: 1\nent: Nouveau\nceiling: {sessions: 20}\n";
    private static final String WRONG = NEW + "rules:\n  - {name: ferme, roles: [eleves], effect: refuse}\n";
    private static final String SCHOOL_DAYS =
            "rules:\n  - {name: classe, roles: [parent], days: school-days, to: \"18:00\", effect: refuse}\n";

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock("2026-11-24T12:00:00+01:00");
    private final List<String> heard = new ArrayList<>();
    private Path file;
    private PolicyInForce policy;

    @BeforeEach
    void read() throws IOException {
        file = Files.writeString(folder.resolve("policy.yaml"), OLD);
        policy = PolicyInForce.read(file, clock);
        policy.listen(new PolicyListener() {
            @Override
            public void loaded(Policy loaded) {
                heard.add("loaded " + loaded.ent());
            }

            @Override
            public void refused(List<PolicyIssue> issues) {
                heard.add("refused " + issues.get(0).line());
            }
        });
    }

    @Test
    void theFirstReadingIsInForceAtOnce() {
        assertThat(ent()).isEqualTo("Ancien");
        assertThat(policy.file()).isEqualTo(file);
        assertThat(policy.loadedAt()).isEqualTo(at("2026-11-24T12:00:00+01:00"));
        assertThat(policy.lastRefused()).isNull();
    }

    @Test
    void aFileThatStaysTheSameSaysNothing() {
        Rulebook before = policy.current();
        look(5);

        assertThat(policy.current()).isSameAs(before);
        assertThat(heard).isEmpty();
    }

    @Test
    void aChangeAppliesOnceTwoLooksAgree() throws IOException {
        look(3);
        Files.writeString(file, NEW);
        clock.advance(Duration.ofMinutes(5));

        look(1);
        assertThat(ent()).isEqualTo("Ancien");
        look(1);
        assertThat(ent()).isEqualTo("Nouveau");
        assertThat(policy.loadedAt()).isEqualTo(at("2026-11-24T12:05:00+01:00"));
        look(3);
        assertThat(heard).containsExactly("loaded Nouveau");
    }

    @Test
    void aHalfWrittenFileIsNotJudged() throws IOException {
        for (int length = 1; length < WRONG.length(); length += 7) {
            Files.writeString(file, WRONG.substring(0, length));
            look(1);
        }
        assertThat(heard).isEmpty();

        Files.writeString(file, NEW);
        look(2);
        assertThat(heard).containsExactly("loaded Nouveau");
    }

    @Test
    void aChangeThatIsUndoneBeforeTheSecondLookNeverHappened() throws IOException {
        Rulebook before = policy.current();
        Files.writeString(file, NEW);
        look(1);
        Files.writeString(file, OLD);
        look(3);

        assertThat(policy.current()).isSameAs(before);
        assertThat(heard).isEmpty();
    }

    @Test
    void aWrongFileLeavesTheOldPolicyInForceAndIsSaidOnce() throws IOException {
        Rulebook before = policy.current();
        Files.writeString(file, WRONG);
        clock.advance(Duration.ofMinutes(5));
        look(5);

        assertThat(policy.current()).isSameAs(before);
        assertThat(policy.loadedAt()).isEqualTo(at("2026-11-24T12:00:00+01:00"));
        PolicyInForce.RefusedReload refused = Objects.requireNonNull(policy.lastRefused());
        assertThat(refused.at()).isEqualTo(at("2026-11-24T12:05:00+01:00"));
        assertThat(refused.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.line()).isEqualTo(5);
            assertThat(issue.message(Locale.ENGLISH)).contains("eleves").contains("did you mean");
        });
        assertThat(heard).containsExactly("refused 5");
    }

    @Test
    void aCorrectedFileAppliesAndTheRefusalIsForgotten() throws IOException {
        Files.writeString(file, WRONG);
        look(2);
        Files.writeString(file, NEW);
        look(2);

        assertThat(ent()).isEqualTo("Nouveau");
        assertThat(policy.lastRefused()).isNull();
        assertThat(heard).containsExactly("refused 5", "loaded Nouveau");
    }

    @Test
    void goingBackToTheFileInForceForgetsTheRefusalToo() throws IOException {
        Files.writeString(file, WRONG);
        look(2);
        Files.writeString(file, OLD);
        look(2);

        assertThat(ent()).isEqualTo("Ancien");
        assertThat(policy.lastRefused()).isNull();
    }

    @Test
    void aFileThatIsMissingForAWhileKeepsThePolicy() throws IOException {
        Files.delete(file);
        look(5);
        assertThat(ent()).isEqualTo("Ancien");
        assertThat(policy.lastRefused()).isNull();
        assertThat(heard).isEmpty();

        Path next = Files.writeString(folder.resolve("next"), NEW);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        look(2);
        assertThat(ent()).isEqualTo("Nouveau");
    }

    @Test
    void anEmptiedFileIsAWrongOne() throws IOException {
        Files.writeString(file, "");
        look(2);

        assertThat(ent()).isEqualTo("Ancien");
        assertThat(policy.lastRefused()).isNotNull();
    }

    @Test
    void aCalendarThatEndsSoonIsAWarningOfTheDayItIsReadOn() throws IOException {
        Files.writeString(file, OLD + "school-calendar: lyon\n" + SCHOOL_DAYS);

        assertThat(PolicyInForce.read(file, clock).warnings())
                .extracting(PolicyIssue::code)
                .doesNotContain(IssueCode.SCHOOL_CALENDAR_ENDS);
        clock.set("2036-11-24T12:00:00+01:00");
        assertThat(PolicyInForce.read(file, clock).warnings())
                .extracting(PolicyIssue::code)
                .contains(IssueCode.SCHOOL_CALENDAR_ENDS);
    }

    @Test
    void aFirstFileThatDoesNotLoadIsRefusedWithThePlaceOfEveryFault() throws IOException {
        Files.writeString(file, WRONG + "  - {name: ferme-aussi, roles: [parents], effect: refuse}\n");

        assertThatThrownBy(() -> PolicyInForce.read(file, clock))
                .isInstanceOfSatisfying(PolicyRefusedException.class, refused -> {
                    assertThat(refused.render(Locale.ENGLISH).lines())
                            .anyMatch(line -> line.startsWith(file + ":5:27: error") && line.contains("\"eleve\""))
                            .anyMatch(line -> line.startsWith(file + ":6:33: error") && line.contains("\"parent\""));
                    assertThat(refused.render(Locale.FRENCH)).contains(file + ":5:27: erreur");
                });
    }

    @Test
    void aFirstFileThatIsNotThereIsAnErrorOfItsOwn() {
        Path nowhere = folder.resolve("nowhere.yaml");

        assertThatThrownBy(() -> PolicyInForce.read(nowhere, clock)).isInstanceOf(NoSuchFileException.class);
    }

    private String ent() {
        return policy.current().policy().ent();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            policy.look();
        }
    }
}

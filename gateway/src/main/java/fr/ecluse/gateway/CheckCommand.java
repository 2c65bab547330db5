package fr.ecluse.gateway;

import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.Severity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code check}: everything that is wrong with some policies, each with its place. Exit 0 without errors, 1 with errors,
 * 2 when there is nothing to check.
 */
@Command(name = "check", resourceBundle = Language.WORDS, description = "${bundle:check}", sortOptions = false)
public final class CheckCommand implements Callable<Integer> {

    private final Clock clock;

    @Parameters(arity = "1..*", paramLabel = "POLICY", description = "${bundle:check.policies}")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--strict", description = "${bundle:check.strict}")
    private boolean strict;

    @Mixin
    private Language language = new Language();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    /** On the machine's clock: a school calendar that ends soon is worth a warning. */
    public CheckCommand() {
        this(Clock.systemDefaultZone());
    }

    CheckCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Circumstances today = Circumstances.on(LocalDate.now(clock));
        int exit = ExitCode.OK;
        for (Path file : files) {
            exit = Math.max(exit, report(PolicyFile.read(file, today, spec.commandLine(), language)));
        }
        return exit;
    }

    private int report(PolicyFile file) {
        PrintWriter out = spec.commandLine().getOut();
        List<PolicyIssue> issues = file.issues().stream()
                .map(issue -> strict ? issue.asError() : issue)
                .toList();
        issues.forEach(issue -> out.println(issue.render(language.locale())));
        long errors =
                issues.stream().filter(i -> i.severity() == Severity.ERROR).count();
        long warnings = issues.size() - errors;
        out.println(
                errors > 0
                        ? language.say("check.wrong", file.path(), errors, warnings)
                        : right(file.path(), warnings, file.policy().orElseThrow()));
        out.flush();
        return errors > 0 ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private String right(Path path, long warnings, Policy policy) {
        int rules = policy.rules().size();
        int sessions = policy.ceiling().sessions();
        return language.say("check.right", path, warnings, policy.ent(), rules, sessions, policy.timeZone());
    }
}

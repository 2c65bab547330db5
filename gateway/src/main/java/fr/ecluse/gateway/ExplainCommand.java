package fr.ecluse.gateway;

import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.calendar.Territory;
import fr.ecluse.policy.week.Explanation;
import fr.ecluse.policy.week.ExplanationText;
import fr.ecluse.policy.week.ExplanationView;
import fr.ecluse.policy.week.Moments;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code explain}: what a policy says about a role at an hour, which rule says so, until when, and what comes then. As JSON it is
 * what the admin API answers.
 */
@Command(name = "explain", resourceBundle = Language.WORDS, description = "${bundle:explain}", sortOptions = false)
public final class ExplainCommand implements Callable<Integer> {

    private final Clock clock;

    @Parameters(paramLabel = "POLICY", description = "${bundle:explain.policy}")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private Path file;

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "${bundle:explain.role}")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private String role;

    @Option(names = "--at", paramLabel = "2026-11-24T08:30", description = "${bundle:explain.at}")
    private @Nullable String at;

    @Option(names = "--service", paramLabel = "SERVICE", description = "${bundle:explain.service}")
    private @Nullable String service;

    @Option(names = "--school-calendar", paramLabel = "NAME", description = "${bundle:explain.school-calendar}")
    private @Nullable String schoolCalendar;

    @Option(names = "--json", description = "${bundle:explain.json}")
    private boolean json;

    @Mixin
    private Language language = new Language();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    /** On the machine's clock, for whoever leaves {@code --at} out. */
    public ExplainCommand() {
        this(Clock.systemUTC());
    }

    ExplainCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Policy> policy = PolicyFile.read(file, circumstances(), spec.commandLine(), language)
                .policyOrIssues(out, language);
        if (policy.isEmpty()) {
            return ExitCode.SOFTWARE;
        }
        Explanation explanation = Explanation.of(question(policy.get()));
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(ExplanationView.of(explanation, language.locale())));
        } else {
            ExplanationText.of(explanation, language.locale()).forEach(out::println);
        }
        out.flush();
        return ExitCode.OK;
    }

    private Circumstances circumstances() {
        if (schoolCalendar != null && Territory.named(schoolCalendar).isEmpty()) {
            String names = String.join(", ", Territory.names());
            throw language.wrong("explain.unknown-school-calendar", schoolCalendar, names);
        }
        return new Circumstances(null, schoolCalendar);
    }

    private Explanation.Question question(Policy policy) {
        Role asked = new Role(role);
        if (!policy.knows(asked)) {
            String roles = policy.roles().stream().map(Role::name).collect(Collectors.joining(", "));
            throw language.wrong("explain.unknown-role", role, roles);
        }
        Moments moments = new Moments(policy.timeZone(), language.locale());
        Instant instant = at == null
                ? clock.instant()
                : moments.read(at).orElseThrow(() -> language.wrong("explain.wrong-hour", at));
        return new Explanation.Question(policy, asked, service, instant);
    }
}

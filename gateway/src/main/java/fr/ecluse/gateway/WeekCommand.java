package fr.ecluse.gateway;

import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.week.Colours;
import fr.ecluse.policy.week.Difference;
import fr.ecluse.policy.week.Week;
import fr.ecluse.policy.week.WeekPage;
import fr.ecluse.policy.week.WeekText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code week}: who is admitted when, seven days as a table or as a page; and what changes from another policy. Exit 0, 1 if a
 * policy has errors, 2 for a wrong usage.
 */
@Command(name = "week", resourceBundle = Language.WORDS, description = "${bundle:week}", sortOptions = false)
public final class WeekCommand implements Callable<Integer> {

    private static final int LAST_YEAR = 9999;

    private final Clock clock;

    @Parameters(paramLabel = "POLICY", description = "${bundle:explain.policy}")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private Path file;

    @Option(names = "--from", paramLabel = "2026-11-23", description = "${bundle:week.from}")
    private @Nullable LocalDate from;

    @Option(names = "--service", paramLabel = "SERVICE", description = "${bundle:explain.service}")
    private @Nullable String service;

    @Option(names = "--against", paramLabel = "OTHER", description = "${bundle:week.against}")
    private @Nullable Path against;

    @Option(names = "--html", paramLabel = "FILE", description = "${bundle:week.html}")
    private @Nullable Path html;

    @Mixin
    private Language language = new Language();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    /** On the machine's clock, for whoever leaves {@code --from} out. */
    public WeekCommand() {
        this(Clock.systemUTC());
    }

    WeekCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Policy> policy = policy(file, out);
        Optional<Policy> other = against == null ? Optional.empty() : policy(against, out);
        if (policy.isEmpty() || (against != null && other.isEmpty())) {
            return ExitCode.SOFTWARE;
        }
        Week week = Week.of(policy.get(), service, first(policy.get()));
        Difference difference = other.map(running -> Difference.between(running, "" + against, week))
                .orElse(null);
        if (html == null) {
            WeekText.of(week, difference, language.locale(), colours()).forEach(out::println);
        } else {
            write(html, WeekPage.of(week, difference, language.locale()));
            out.println(language.say("week.written", html));
        }
        out.flush();
        return ExitCode.OK;
    }

    private Optional<Policy> policy(Path path, PrintWriter out) {
        return PolicyFile.read(path, Circumstances.NONE, spec.commandLine(), language)
                .policyOrIssues(out, language);
    }

    private LocalDate first(Policy policy) {
        if (from == null) {
            return LocalDate.ofInstant(clock.instant(), policy.timeZone())
                    .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        }
        if (from.getYear() < 1 || from.getYear() > LAST_YEAR) {
            throw new ParameterException(spec.commandLine(), language.say("week.wrong-day", from.toString()));
        }
        return from;
    }

    /** Only on a terminal, and not where the variable NO_COLOR forbids them: picocli knows. */
    private Colours colours() {
        return spec.commandLine().getColorScheme().ansi().enabled() ? Colours.ANSI : Colours.NONE;
    }

    private void write(Path path, String page) {
        for (Path policy : against == null ? List.of(file) : List.of(file, against)) {
            if (same(policy, path)) {
                throw new ParameterException(spec.commandLine(), language.say("week.would-overwrite", path));
            }
        }
        try {
            Files.writeString(path, page);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), language.say("week.unwritable", path));
        }
    }

    private static boolean same(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }
}

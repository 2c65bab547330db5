package fr.ecluse.gateway;

import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** {@code week}: who is admitted when, seven days as a table. Roles with the same week share it. */
@Command(name = "week", resourceBundle = Language.WORDS, description = "${bundle:week}", sortOptions = false)
public final class WeekCommand implements Callable<Integer> {

    private static final int DAYS = 7;
    /** Under every third hour; each of the 48 signs of a row is half an hour. */
    private static final String HOURS = "0     3     6     9     12    15    18    21    24";

    private final Clock clock;

    @Parameters(paramLabel = "POLICY", description = "${bundle:explain.policy}")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private Path file;

    @Option(names = "--from", paramLabel = "2026-11-23", description = "${bundle:week.from}")
    private @Nullable LocalDate from;

    @Option(names = "--service", paramLabel = "SERVICE", description = "${bundle:explain.service}")
    private @Nullable String service;

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
        Optional<Policy> policy = PolicyFile.read(file, Circumstances.NONE, spec.commandLine(), language)
                .policyOrIssues(out, language);
        if (policy.isEmpty()) {
            return ExitCode.SOFTWARE;
        }
        print(policy.get(), out);
        out.flush();
        return ExitCode.OK;
    }

    private void print(Policy policy, PrintWriter out) {
        LocalDate first = from == null ? thisMonday(policy) : from;
        List<LocalDate> days = first.datesUntil(first.plusDays(DAYS)).toList();
        out.println(language.say("week.title", policy.ent(), said(first), said(days.get(DAYS - 1)), policy.timeZone()));
        if (service != null) {
            out.println(language.say("explain.on-service", service));
        }
        out.println(language.say("week.legend"));
        rolesByWeek(policy, days).forEach((week, roles) -> {
            out.println();
            out.println(roles.stream().map(Role::name).collect(Collectors.joining(", ")));
            out.println(" ".repeat(12) + HOURS);
            for (int i = 0; i < DAYS; i++) {
                out.println(row(days.get(i), week.get(i), policy));
            }
        });
    }

    private Map<List<DayOfRole>, List<Role>> rolesByWeek(Policy policy, List<LocalDate> days) {
        Map<List<DayOfRole>, List<Role>> weeks = new LinkedHashMap<>();
        for (Role role : policy.roles()) {
            List<DayOfRole> week = days.stream()
                    .map(day -> DayOfRole.of(policy, role, service, day))
                    .toList();
            weeks.computeIfAbsent(week, same -> new ArrayList<>()).add(role);
        }
        return weeks;
    }

    private String row(LocalDate day, DayOfRole hours, Policy policy) {
        String name =
                DateTimeFormatter.ofPattern("EEE dd/MM", language.locale()).format(day);
        String closed = hours.closed().stream()
                .map(hour ->
                        language.say(hour.newcomersOnly() ? "week.newcomers" : "week.closed", hour.from(), hour.to()))
                .collect(Collectors.joining(", "));
        String off = Day.of(policy.schoolCalendar(), day)
                .map(reason -> "  " + reason.say(language))
                .orElse("");
        return "%-12s%s  %s%s".formatted(name, hours.signs(), closed, off).stripTrailing();
    }

    private String said(LocalDate day) {
        return DateTimeFormatter.ofPattern("d MMMM uuuu", language.locale()).format(day);
    }

    private LocalDate thisMonday(Policy policy) {
        return LocalDate.ofInstant(clock.instant(), policy.timeZone())
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }
}

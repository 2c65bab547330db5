package fr.ecluse.gateway;

import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.OpenSessions;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import fr.ecluse.policy.calendar.Territory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}: what a policy says about a role at an hour, which rule says so, and until when it holds. */
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
        explain(policy.get(), out);
        out.flush();
        return ExitCode.OK;
    }

    private Circumstances circumstances() {
        if (schoolCalendar != null && Territory.named(schoolCalendar).isEmpty()) {
            String names = String.join(", ", Territory.names());
            throw new ParameterException(
                    spec.commandLine(), language.say("explain.unknown-school-calendar", schoolCalendar, names));
        }
        return new Circumstances(null, schoolCalendar);
    }

    private void explain(Policy policy, PrintWriter out) {
        Role asked = known(policy);
        Instant instant = instant(policy.timeZone());
        Moments moments = new Moments(policy.timeZone(), language.locale());
        Verdict verdict = policy.verdict(asked, service, instant);
        out.println(language.say("explain.question", asked, moments.say(instant), policy.timeZone(), policy.ent()));
        Day.of(policy.schoolCalendar(), LocalDate.ofInstant(instant, policy.timeZone()))
                .ifPresent(day -> out.println(day.say(language)));
        if (service != null) {
            out.println(language.say("explain.on-service", service));
        }
        out.println();
        say(verdict, moments, out);
        if (verdict.until().equals(Instant.MAX)) {
            out.println(language.say("explain.for-ever"));
        } else {
            out.println(language.say("explain.until", moments.say(verdict.until()), moments.iso(verdict.until())));
            Verdict next = policy.verdict(asked, service, verdict.until());
            out.println();
            out.println(language.say("explain.then", moments.say(verdict.until())));
            say(next, moments, out);
        }
    }

    private void say(Verdict verdict, Moments moments, PrintWriter out) {
        if (verdict instanceof Verdict.Admitted admitted) {
            out.println(language.say("explain.admitted"));
            Rule rule = admitted.rule();
            out.println(rule == null ? language.say("explain.no-rule") : source(rule));
        } else if (verdict instanceof Verdict.Refused refused) {
            refusal(refused.rule(), refused.since(), refused.reopensAt(), moments, out);
        } else if (verdict instanceof Verdict.RefusedToNewcomers refused) {
            refusal(refused.rule(), refused.since(), refused.reopensAt(), moments, out);
        }
    }

    private void refusal(Rule rule, Instant since, @Nullable Instant reopensAt, Moments moments, PrintWriter out) {
        boolean finish = rule.openSessions() == OpenSessions.FINISH;
        out.println(language.say(finish ? "explain.refused-to-newcomers" : "explain.refused", moments.say(since)));
        out.println(source(rule));
        out.println(language.say("explain.message", rule.message(language.locale())));
        out.println(
                reopensAt == null
                        ? language.say("explain.no-reopening")
                        : language.say("explain.reopens", moments.say(reopensAt), moments.iso(reopensAt)));
    }

    private String source(Rule rule) {
        return language.say("explain.rule", rule.name(), rule.place());
    }

    private Role known(Policy policy) {
        Role asked = new Role(role);
        if (!policy.knows(asked)) {
            String roles = policy.roles().stream().map(Role::name).collect(Collectors.joining(", "));
            throw new ParameterException(spec.commandLine(), language.say("explain.unknown-role", role, roles));
        }
        return asked;
    }

    /** Wall time of the policy's own clock, or an instant when an offset is given. */
    private Instant instant(ZoneId zone) {
        if (at == null) {
            return clock.instant();
        }
        String text = at.strip().replace(' ', 'T');
        try {
            return LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException notLocal) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException notADate) {
                throw new ParameterException(spec.commandLine(), language.say("explain.wrong-hour", at), notADate);
            }
        }
    }
}

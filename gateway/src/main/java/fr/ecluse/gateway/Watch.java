package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The option {@code --watch} of a command that shows how a gateway is: shows it again and again until the command is ended
 * (Ctrl-C). On a terminal each picture takes the place of the one before; else it is appended, so that a pipe gets them all. A
 * gateway that is away for a moment is said, and asked again.
 */
final class Watch {

    private static final int LONGEST_SECONDS = 3_600;
    private static final String HOME = "\u001b[H";
    private static final String TO_END_OF_LINE = "\u001b[K";
    private static final String TO_END_OF_SCREEN = "\u001b[J";

    private final Surroundings surroundings;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description = "${bundle:watch}")
    private @Nullable Integer seconds;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec command;

    /** What the command is shown on, and how it waits. */
    interface Surroundings {

        /** Those of a process. */
        Surroundings PROCESS = new Surroundings() {
            @Override
            public boolean isTerminal() {
                try {
                    // since JDK 22 there is a console for a pipe, too
                    Path out = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
                    return out.startsWith("/dev/pts") || out.toString().startsWith("/dev/tty");
                } catch (IOException | UnsupportedOperationException elsewhere) {
                    return System.console() != null;
                }
            }

            @Override
            public boolean pause(Duration length) throws InterruptedException {
                Thread.sleep(length.toMillis());
                return true;
            }
        };

        boolean isTerminal();

        /** Returns after so long; false: that was enough. */
        boolean pause(Duration length) throws InterruptedException;
    }

    /** What is to be shown, line by line. */
    interface Picture {

        List<String> of(AdminClient client) throws Failure;
    }

    Watch(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    boolean isAsked() {
        return seconds != null;
    }

    /** Shows it until somebody ends that; wrong usage for a length that is none. The exit code is 1 once asking again is no use. */
    int keep(AdminClient client, Picture picture, Language language) {
        int every = seconds == null ? 0 : seconds;
        if (every < 1 || every > LONGEST_SECONDS) {
            throw language.wrong("watch.wrong", every, LONGEST_SECONDS);
        }
        List<String> last = List.of();
        try {
            do {
                try {
                    last = picture.of(client);
                    show(last);
                } catch (Failure failure) {
                    if (!failure.mayPass()) {
                        PrintWriter err = command.commandLine().getErr();
                        err.println(failure.words());
                        err.flush();
                        return ExitCode.SOFTWARE;
                    }
                    show(away(last, failure, language));
                }
            } while (surroundings.pause(Duration.ofSeconds(every)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    /** On a terminal what was known last stays in sight, since the line above it is gone. */
    private List<String> away(List<String> last, Failure failure, Language language) {
        String hour = LocalTime.now(ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String said = language.say(
                "watch.away", hour, failure.words().lines().findFirst().orElse(""));
        if (!surroundings.isTerminal()) {
            return List.of(said);
        }
        List<String> lines = new ArrayList<>(last);
        lines.add("");
        lines.add(said);
        return lines;
    }

    private void show(List<String> lines) {
        PrintWriter out = command.commandLine().getOut();
        if (surroundings.isTerminal()) {
            out.print(HOME);
            lines.forEach(line -> out.println(line + TO_END_OF_LINE));
            out.print(TO_END_OF_SCREEN);
        } else {
            lines.forEach(out::println);
        }
        out.flush();
    }
}

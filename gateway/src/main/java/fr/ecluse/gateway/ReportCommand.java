package fr.ecluse.gateway;

import fr.ecluse.gateway.report.DayReport;
import fr.ecluse.gateway.report.ReportPage;
import fr.ecluse.gateway.report.ReportText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code report}: what happened on a day, asked of a running gateway; as a table, as JSON or as a page for the press. */
@Command(name = "report", resourceBundle = Language.WORDS, description = "${bundle:report}", sortOptions = false)
public final class ReportCommand implements Callable<Integer> {

    @Option(names = "--day", paramLabel = "2026-11-24", description = "${bundle:report.day}")
    private @Nullable LocalDate day;

    @Option(names = "--html", paramLabel = "FILE", description = "${bundle:report.html}")
    private @Nullable Path html;

    @Mixin
    private final RunningGateway gateway;

    private final Language language;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    /** With the variables of the process. */
    public ReportCommand() {
        this(System.getenv());
    }

    ReportCommand(Map<String, String> environment) {
        this.gateway = new RunningGateway(environment);
        this.language = gateway.language();
    }

    @Override
    public Integer call() {
        String path = day == null ? "/api/v1/report" : "/api/v1/report?day=" + day;
        return gateway.call(client -> show(client.get(path).body()));
    }

    private void show(JsonNode answer) {
        PrintWriter out = spec.commandLine().getOut();
        DayReport report = JsonMapper.shared().treeToValue(answer, DayReport.class);
        if (html != null) {
            // for the French press, whatever the machine speaks
            write(html, ReportPage.of(report, language.chosenOr(Locale.FRANCE)));
        }
        if (gateway.json()) {
            out.println(answer);
        } else if (html != null) {
            out.println(language.say("report.written", html));
        } else {
            ReportText.of(report, language.locale()).forEach(out::println);
        }
        out.flush();
    }

    private void write(Path file, String page) {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw language.wrong("report.unwritable", file);
        }
    }
}

package fr.ecluse.gateway;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code audit}: who changed what of a running ENT, when, from, to and why; newest first. */
@Command(name = "audit", resourceBundle = Language.WORDS, description = "${bundle:audit}", sortOptions = false)
public final class AuditCommand implements Callable<Integer> {

    /** Of what was and what is, in characters. */
    private static final int WIDEST = 40;

    @Option(names = "--limit", paramLabel = "N", description = "${bundle:audit.limit}")
    private @Nullable Integer limit;

    @Mixin
    private final RunningGateway gateway;

    private final Language language;

    /** With the variables of the process. */
    public AuditCommand() {
        this(System.getenv());
    }

    AuditCommand(Map<String, String> environment) {
        this.gateway = new RunningGateway(environment);
        this.language = gateway.language();
    }

    @Override
    public Integer call() {
        String path = limit == null ? "/api/v1/audit" : "/api/v1/audit?limit=" + limit;
        return gateway.call(client -> {
            JsonNode entries = client.get(path).body();
            if (gateway.json()) {
                language.print(entries.toString());
            } else if (entries.isEmpty()) {
                language.print(language.say("audit.none"));
            } else {
                table(entries).lines().forEach(language::print);
            }
        });
    }

    private Table table(JsonNode entries) {
        Table table = new Table(6)
                .row(
                        language.say("audit.at"),
                        language.say("audit.by"),
                        language.say("audit.what"),
                        language.say("audit.from"),
                        language.say("audit.to"),
                        language.say("audit.reason"));
        for (JsonNode entry : entries) {
            table.row(
                    when(entry.path("at").asString("")),
                    entry.path("by").asString(""),
                    entry.path("what").asString(""),
                    brief(entry.path("from").asString("")),
                    brief(entry.path("to").asString("")),
                    entry.path("reason").asString(""));
        }
        return table;
    }

    /** A message to those who wait may be long, and would push the reasons out of sight; {@code --json} has all of it. */
    private static String brief(String text) {
        return text.length() <= WIDEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, WIDEST - 1))) + "…";
    }

    /** As the clocks of the ENT show it, sortable. */
    private static String when(String at) {
        if (at.isEmpty()) {
            return "";
        }
        OffsetDateTime time = OffsetDateTime.parse(at);
        return time.toLocalDate() + " " + time.toLocalTime().withNano(0).format(DateTimeFormatter.ISO_TIME);
    }
}

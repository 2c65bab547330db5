package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Answer;
import fr.ecluse.gateway.AdminClient.Failure;
import fr.ecluse.gateway.admission.Mode;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code mode}: reads or switches the mode of a running ENT. As with the ceiling, of two people who decide at once, one is told
 * of the other.
 */
@Command(name = "mode", resourceBundle = Language.WORDS, description = "${bundle:mode}", sortOptions = false)
public final class ModeCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/mode";

    @Option(names = "--set", paramLabel = "on|observe|hold|off", description = "${bundle:mode.set}")
    private @Nullable String mode;

    @Option(names = "--reason", paramLabel = "TEXT", description = "${bundle:ceiling.reason}")
    private @Nullable String reason;

    @Option(names = "--until", paramLabel = "18:00", description = "${bundle:mode.until}")
    private @Nullable String until;

    @Mixin
    private final RunningGateway gateway;

    private final Language language;

    /** With the variables of the process. */
    public ModeCommand() {
        this(System.getenv());
    }

    ModeCommand(Map<String, String> environment) {
        this.gateway = new RunningGateway(environment);
        this.language = gateway.language();
    }

    @Override
    public Integer call() {
        if (mode == null && (reason != null || until != null)) {
            throw language.wrong("ceiling.needs-set");
        }
        if (mode != null && Mode.of(mode) == null) {
            throw language.wrong("mode.unknown", mode);
        }
        if (mode != null && (reason == null || reason.isBlank())) {
            throw language.wrong("ceiling.needs-reason");
        }
        Until end = Until.read(until, language);
        return gateway.call(client -> {
            Answer before = client.get(PATH);
            if (mode == null) {
                show(before.body());
            } else {
                showChange(
                        before.body(),
                        client.put(PATH, order(mode, end, client), before.eTag())
                                .body());
            }
        });
    }

    private JsonNode order(String wanted, @Nullable Until end, AdminClient client) throws Failure {
        ObjectNode order = JsonMapper.shared().createObjectNode();
        order.put("mode", wanted);
        order.put("reason", reason);
        if (end != null) {
            order.put("until", end.on(client));
        }
        return order;
    }

    private void show(JsonNode mode) {
        if (gateway.json()) {
            language.print(mode.toString());
            return;
        }
        language.print(language.say("mode.is", word(mode), does(mode), end(mode), version(mode)));
        if (!mode.path("by").isNull()) {
            language.print(language.say(
                    "mode.by", mode.path("by").asString(""), mode.path("reason").asString("")));
        }
    }

    private void showChange(JsonNode before, JsonNode after) {
        language.print(
                gateway.json()
                        ? after.toString()
                        : language.say(
                                "mode.changed", word(before), word(after), does(after), end(after), version(after)));
    }

    private String does(JsonNode mode) {
        return language.say("mode." + word(mode));
    }

    private String end(JsonNode mode) {
        if (mode.path("by").isNull()) {
            return language.say("mode.usual");
        }
        String end = mode.path("until").asString("");
        return end.isEmpty() ? language.say("mode.endless") : language.say("mode.ends", Until.say(end, language));
    }

    private static String word(JsonNode mode) {
        return mode.path("mode").asString("");
    }

    private static String version(JsonNode mode) {
        return mode.path("version").asString("");
    }
}

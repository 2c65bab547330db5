package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Answer;
import fr.ecluse.gateway.AdminClient.Failure;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code message}: reads, sets or takes back what a running ENT says to people who wait. */
@Command(name = "message", resourceBundle = Language.WORDS, description = "${bundle:message}", sortOptions = false)
public final class MessageCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/message";

    @Option(names = "--fr", paramLabel = "TEXT", description = "${bundle:message.fr}")
    private @Nullable String french;

    @Option(names = "--en", paramLabel = "TEXT", description = "${bundle:message.en}")
    private @Nullable String english;

    @Option(names = "--until", paramLabel = "18:00", description = "${bundle:message.until}")
    private @Nullable String until;

    @Option(names = "--clear", description = "${bundle:message.clear}")
    private boolean clear;

    @Mixin
    private final RunningGateway gateway;

    private final Language language;

    /** With the variables of the process. */
    public MessageCommand() {
        this(System.getenv());
    }

    MessageCommand(Map<String, String> environment) {
        this.gateway = new RunningGateway(environment);
        this.language = gateway.language();
    }

    @Override
    public Integer call() {
        boolean said = french != null || english != null;
        if (clear && (said || until != null)) {
            throw language.wrong("message.clear-alone");
        }
        if (!said && until != null) {
            throw language.wrong("message.needs-text");
        }
        Until end = Until.read(until, language);
        return gateway.call(client -> {
            Answer before = client.get(PATH);
            if (clear) {
                show(client.delete(PATH, before.eTag()).body());
            } else if (said) {
                show(client.put(PATH, order(end, client), before.eTag()).body());
            } else {
                show(before.body());
            }
        });
    }

    private JsonNode order(@Nullable Until end, AdminClient client) throws Failure {
        ObjectNode order = JsonMapper.shared().createObjectNode();
        if (french != null) {
            order.put("fr", french);
        }
        if (english != null) {
            order.put("en", english);
        }
        if (end != null) {
            order.put("until", end.on(client));
        }
        return order;
    }

    private void show(JsonNode message) {
        if (gateway.json()) {
            language.print(message.toString());
            return;
        }
        String version = message.path("version").asString("");
        if (message.path("by").isNull()) {
            language.print(language.say("message.none", version));
            return;
        }
        String end = message.path("until").asString("");
        language.print(language.say(
                "message.is",
                end.isEmpty()
                        ? language.say("message.endless")
                        : language.say("message.ends", Until.say(end, language)),
                message.path("by").asString(""),
                version));
        for (String code : new String[] {"fr", "en"}) {
            if (!message.path(code).isNull()) {
                language.print(code + "  " + message.path(code).asString(""));
            }
        }
    }
}

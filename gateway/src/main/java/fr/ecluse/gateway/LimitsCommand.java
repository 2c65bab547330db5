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

/** {@code limits}: shows, sets or clears what strangers may send to a running ENT, of one address. */
@Command(name = "limits", resourceBundle = Language.WORDS, description = "${bundle:limits}", sortOptions = false)
public final class LimitsCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/limits";

    @Option(names = "--per-second", paramLabel = "N", description = "${bundle:limits.per-second}")
    private @Nullable Integer perSecond;

    @Option(names = "--burst", paramLabel = "N", description = "${bundle:limits.burst}")
    private @Nullable Integer burst;

    @Option(names = "--school-factor", paramLabel = "N", description = "${bundle:limits.school-factor}")
    private @Nullable Integer schoolFactor;

    @Option(names = "--reason", paramLabel = "TEXT", description = "${bundle:ceiling.reason}")
    private @Nullable String reason;

    @Option(names = "--until", paramLabel = "18:00", description = "${bundle:limits.until}")
    private @Nullable String until;

    @Option(names = "--clear", description = "${bundle:limits.clear}")
    private boolean clear;

    @Mixin
    private final RunningGateway gateway;

    private final Language language;

    /** With the variables of the process. */
    public LimitsCommand() {
        this(System.getenv());
    }

    LimitsCommand(Map<String, String> environment) {
        this.gateway = new RunningGateway(environment);
        this.language = gateway.language();
    }

    @Override
    public Integer call() {
        boolean sets = perSecond != null || burst != null || schoolFactor != null;
        if (clear && (sets || reason != null || until != null)) {
            throw language.wrong("limits.clear-alone");
        }
        if (!sets && (reason != null || until != null)) {
            throw language.wrong("limits.needs-number");
        }
        if (sets && (reason == null || reason.isBlank())) {
            throw language.wrong("limits.needs-reason");
        }
        Until end = Until.read(until, language);
        return gateway.call(client -> {
            Answer before = client.get(PATH);
            if (clear) {
                show(client.delete(PATH, before.eTag()).body());
            } else if (sets) {
                show(client.put(PATH, order(end, client), before.eTag()).body());
            } else {
                show(before.body());
            }
        });
    }

    private JsonNode order(@Nullable Until end, AdminClient client) throws Failure {
        ObjectNode order = JsonMapper.shared().createObjectNode();
        put(order, "perSecond", perSecond);
        put(order, "burst", burst);
        put(order, "schoolFactor", schoolFactor);
        order.put("reason", reason);
        if (end != null) {
            order.put("until", end.on(client));
        }
        return order;
    }

    private static void put(ObjectNode order, String name, @Nullable Integer number) {
        if (number != null) {
            order.put(name, number);
        }
    }

    private void show(JsonNode limits) {
        if (gateway.json()) {
            language.print(limits.toString());
            return;
        }
        language.print(language.say(
                "limits.are",
                limits.path("perSecond").asInt(),
                limits.path("burst").asInt(),
                limits.path("schoolFactor").asInt(),
                end(limits),
                limits.path("version").asString("")));
        if (!limits.path("by").isNull()) {
            language.print(language.say(
                    "mode.by",
                    limits.path("by").asString(""),
                    limits.path("reason").asString("")));
        }
    }

    private String end(JsonNode limits) {
        if (limits.path("by").isNull()) {
            return language.say("limits.settings");
        }
        String end = limits.path("until").asString("");
        return end.isEmpty() ? language.say("mode.endless") : language.say("mode.ends", Until.say(end, language));
    }
}

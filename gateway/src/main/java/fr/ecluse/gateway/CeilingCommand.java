package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Answer;
import fr.ecluse.gateway.AdminClient.Failure;
import java.util.ArrayList;
import java.util.List;
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
 * {@code ceiling}: reads or sets the ceiling of a running gateway. A change is made on the ceiling that was just read, so that
 * of two people who decide at once, one is told of the other.
 */
@Command(name = "ceiling", resourceBundle = Language.WORDS, description = "${bundle:ceiling}", sortOptions = false)
public final class CeilingCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/ceiling";

    @Option(names = "--set", paramLabel = "N", description = "${bundle:ceiling.set}")
    private @Nullable Integer sessions;

    @Option(names = "--reason", paramLabel = "TEXT", description = "${bundle:ceiling.reason}")
    private @Nullable String reason;

    @Option(names = "--until", paramLabel = "18:00", description = "${bundle:ceiling.until}")
    private @Nullable String until;

    @Mixin
    private final Watch watch;

    @Mixin
    private final RunningGateway gateway;

    private final Language language;

    /** With the variables of the process. */
    public CeilingCommand() {
        this(System.getenv());
    }

    CeilingCommand(Map<String, String> environment) {
        this(environment, Watch.Surroundings.PROCESS);
    }

    CeilingCommand(Map<String, String> environment, Watch.Surroundings surroundings) {
        this.watch = new Watch(surroundings);
        this.gateway = new RunningGateway(environment);
        this.language = gateway.language();
    }

    @Override
    public Integer call() {
        if (sessions == null && (reason != null || until != null)) {
            throw language.wrong("ceiling.needs-set");
        }
        if (sessions != null && (reason == null || reason.isBlank())) {
            throw language.wrong("ceiling.needs-reason");
        }
        if (sessions == null) {
            return gateway.show(watch, this::lines);
        }
        if (watch.isAsked()) {
            throw language.wrong("ceiling.watch-alone");
        }
        int wanted = sessions;
        Until end = Until.read(until, language);
        return gateway.call(client -> {
            Answer before = client.get(PATH);
            Answer after = client.put(PATH, order(wanted, end, client), before.eTag());
            showChange(before.body(), after.body());
        });
    }

    private JsonNode order(int number, @Nullable Until end, AdminClient client) throws Failure {
        ObjectNode order = JsonMapper.shared().createObjectNode();
        order.put("sessions", number);
        order.put("reason", reason);
        if (end != null) {
            order.put("until", end.on(client));
        }
        return order;
    }

    private List<String> lines(AdminClient client) throws Failure {
        JsonNode ceiling = client.get(PATH).body();
        if (gateway.json()) {
            return List.of(ceiling.toString());
        }
        JsonNode status = client.get("/api/v1/status").body();
        List<String> lines = new ArrayList<>();
        lines.add(language.say("ceiling.is", ceiling.path("sessions").asInt(), origin(ceiling), version(ceiling)));
        lines.add(bounds(ceiling));
        if (isOutsideBounds(ceiling)) {
            lines.add(language.say("ceiling.outside"));
        }
        lines.add(language.say(
                "ceiling.taken",
                status.at("/occupancy/total").asLong(0),
                status.at("/waiting/total").asLong(0)));
        return lines;
    }

    private void showChange(JsonNode before, JsonNode after) {
        if (gateway.json()) {
            language.print(after.toString());
            return;
        }
        language.print(language.say(
                "ceiling.changed",
                before.path("sessions").asInt(),
                after.path("sessions").asInt(),
                origin(after),
                version(after)));
    }

    private String origin(JsonNode ceiling) {
        if (ceiling.path("source").asString("").equals("policy")) {
            return language.say("ceiling.of-policy");
        }
        String end = ceiling.path("until").asString("");
        if (end.isEmpty()) {
            return language.say("ceiling.live");
        }
        return language.say("ceiling.live-until", Until.say(end, language));
    }

    private String bounds(JsonNode ceiling) {
        int atLeast = ceiling.path("atLeast").asInt();
        JsonNode atMost = ceiling.path("atMost");
        return atMost.isNull()
                ? language.say("ceiling.lower-bound", atLeast)
                : language.say("ceiling.bounds", atLeast, atMost.asInt());
    }

    private static boolean isOutsideBounds(JsonNode ceiling) {
        int sessions = ceiling.path("sessions").asInt();
        return ceiling.path("source").asString("").equals("live")
                && (sessions < ceiling.path("atLeast").asInt()
                        || sessions > ceiling.path("atMost").asInt(Integer.MAX_VALUE));
    }

    private static String version(JsonNode ceiling) {
        return ceiling.path("version").asString("");
    }
}

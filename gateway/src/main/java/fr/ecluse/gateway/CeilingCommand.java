package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Answer;
import fr.ecluse.gateway.AdminClient.Failure;
import fr.ecluse.policy.week.Moments;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
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
    private final RunningGateway gateway;

    @Option(names = "--json", description = "${bundle:ceiling.json}")
    private boolean json;

    @Mixin
    private Language language = new Language();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    /** With the variables of the process. */
    public CeilingCommand() {
        this(System.getenv());
    }

    CeilingCommand(Map<String, String> environment) {
        this.gateway = new RunningGateway(environment);
    }

    @Override
    public Integer call() {
        if (sessions == null && (reason != null || until != null)) {
            throw wrong("ceiling.needs-set");
        }
        if (sessions != null && (reason == null || reason.isBlank())) {
            throw wrong("ceiling.needs-reason");
        }
        Until end = until == null ? null : readUntil(until);
        return gateway.call(language, client -> {
            Answer before = client.get(PATH);
            if (sessions == null) {
                show(before.body(), client);
            } else {
                Answer after = client.put(PATH, order(sessions, end, client), before.eTag());
                showChange(before.body(), after.body());
            }
        });
    }

    private JsonNode order(int number, @Nullable Until end, AdminClient client) throws Failure {
        ObjectNode order = JsonMapper.shared().createObjectNode();
        order.put("sessions", number);
        order.put("reason", reason);
        if (end != null) {
            order.put("until", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(end.on(client)));
        }
        return order;
    }

    private void show(JsonNode ceiling, AdminClient client) throws Failure {
        if (json) {
            print(ceiling.toString());
            return;
        }
        JsonNode status = client.get("/api/v1/status").body();
        print(language.say("ceiling.is", ceiling.path("sessions").asInt(), origin(ceiling), version(ceiling)));
        print(bounds(ceiling));
        if (isOutsideBounds(ceiling)) {
            print(language.say("ceiling.outside"));
        }
        print(language.say(
                "ceiling.taken",
                status.at("/occupancy/total").asLong(0),
                status.at("/waiting/total").asLong(0)));
    }

    private void showChange(JsonNode before, JsonNode after) {
        if (json) {
            print(after.toString());
            return;
        }
        print(language.say(
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
        OffsetDateTime time = OffsetDateTime.parse(end);
        return language.say(
                "ceiling.live-until", new Moments(time.getOffset(), language.locale()).say(time.toInstant()));
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

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private Until readUntil(String text) {
        try {
            OffsetDateTime instant = OffsetDateTime.parse(text);
            return client -> instant;
        } catch (DateTimeException notAnInstant) {
            try {
                LocalDateTime wall = LocalDateTime.parse(text);
                return client -> wall.atZone(zone(client)).toOffsetDateTime();
            } catch (DateTimeException notADate) {
                return today(text);
            }
        }
    }

    private Until today(String text) {
        try {
            LocalTime hour = LocalTime.parse(text);
            return client -> OffsetDateTime.parse(
                            client.get("/api/v1/status").body().path("time").asString(""))
                    .toLocalDate()
                    .atTime(hour)
                    .atZone(zone(client))
                    .toOffsetDateTime();
        } catch (DateTimeException e) {
            throw wrong("ceiling.wrong-until", text);
        }
    }

    private static ZoneId zone(AdminClient client) throws Failure {
        return ZoneId.of(client.get("/api/v1/policy").body().path("timeZone").asString(""));
    }

    private ParameterException wrong(String key, Object... details) {
        return new ParameterException(spec.commandLine(), language.say(key, details));
    }

    /** When the change ends. An hour is meant on the clock of the ENT, not of the machine where it is typed. */
    private interface Until {

        OffsetDateTime on(AdminClient client) throws Failure;
    }
}

package fr.ecluse.gateway;

import java.text.NumberFormat;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code status}: a running ENT at a glance, who is inside and who waits; once or again and again. */
@Command(name = "status", resourceBundle = Language.WORDS, description = "${bundle:status}", sortOptions = false)
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    private final Watch watch;

    @Mixin
    private final RunningGateway gateway;

    private final Language language;

    /** With the variables of the process. */
    public StatusCommand() {
        this(System.getenv(), Watch.Surroundings.PROCESS);
    }

    StatusCommand(Map<String, String> environment, Watch.Surroundings surroundings) {
        this.watch = new Watch(surroundings);
        this.gateway = new RunningGateway(environment);
        this.language = gateway.language();
    }

    @Override
    public Integer call() {
        return gateway.show(watch, client -> {
            JsonNode status = client.get("/api/v1/status").body();
            return gateway.json() ? List.of(status.toString()) : lines(status);
        });
    }

    private List<String> lines(JsonNode status) {
        List<String> lines = new ArrayList<>();
        OffsetDateTime time = OffsetDateTime.parse(status.path("time").asString(""));
        lines.add(language.say(
                "status.head",
                status.path("ent").asString(""),
                time.toLocalDate().toString(),
                time.toLocalTime().withNano(0).toString(),
                status.path("node").asString("")));
        lines.add("");
        JsonNode ceiling = status.path("ceiling");
        JsonNode occupancy = status.path("occupancy");
        lines.add(
                occupancy.isNull()
                        ? language.say("status.unknown")
                        : language.say(
                                "status.taken",
                                occupancy.path("total").asLong(),
                                ceiling.path("sessions").asLong(),
                                share(occupancy, ceiling),
                                status.path("waiting").path("total").asLong()));
        String mode = status.path("mode").asString("");
        lines.add(language.say("status.mode", mode, language.say("mode." + mode)));
        JsonNode ledger = status.path("ledger");
        lines.add(language.say(
                ledger.path("healthy").asBoolean() ? "status.ledger-well" : "status.ledger-lost",
                ledger.path("kind").asString("")));
        JsonNode rates = status.path("rates");
        lines.add(language.say(
                "status.rates",
                rates.path("admittedPerSecond").asDouble(),
                rates.path("waitingPerSecond").asDouble(),
                rates.path("refusedPerSecond").asDouble()));
        message(status.path("message"), lines);
        if (!occupancy.isNull()) {
            lines.add("");
            lines.addAll(roles(occupancy, status.path("waiting")));
        }
        if (!status.path("services").isEmpty()) {
            lines.add("");
            lines.addAll(services(status.path("services")));
        }
        return lines;
    }

    private void message(JsonNode message, List<String> lines) {
        for (String code : List.of("fr", "en")) {
            String text = message.path(code).asString("");
            if (!text.isEmpty()) {
                lines.addAll(new Table(1)
                        .row(language.say("status.message", code, text))
                        .lines());
            }
        }
    }

    private List<String> roles(JsonNode occupancy, JsonNode waiting) {
        Table table = new Table(1)
                .row(language.say("status.role"), language.say("status.seats"), language.say("status.waiting"));
        occupancy
                .path("byRole")
                .forEachEntry((role, seats) -> table.row(
                        role,
                        number(seats.asLong()),
                        number(waiting.path("byRole").path(role).asLong(0))));
        table.row(
                language.say("status.total"),
                number(occupancy.path("total").asLong()),
                number(waiting.path("total").asLong()));
        return table.lines();
    }

    private List<String> services(JsonNode services) {
        Table table = new Table(1)
                .row(language.say("status.service"), language.say("status.seats"), language.say("status.ceiling"));
        for (String name : new TreeSet<>(services.propertyNames())) {
            JsonNode service = services.path(name);
            table.row(
                    name,
                    number(service.path("taken").asLong()),
                    number(service.path("sessions").asLong()));
        }
        return table.lines();
    }

    private String number(long number) {
        return NumberFormat.getIntegerInstance(language.locale()).format(number);
    }

    private static double share(JsonNode occupancy, JsonNode ceiling) {
        long sessions = ceiling.path("sessions").asLong();
        return sessions == 0 ? 1 : occupancy.path("total").asLong() / (double) sessions;
    }
}

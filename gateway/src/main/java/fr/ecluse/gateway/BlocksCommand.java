package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

/** {@code blocks}: shows, adds or lifts the blocks of a running ENT. Several may be named at once; each is one change. */
@Command(name = "blocks", resourceBundle = Language.WORDS, description = "${bundle:blocks}", sortOptions = false)
public final class BlocksCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/blocks";

    /** Blocks are changed one by one: what somebody else blocks meanwhile is no contradiction. */
    private static final String WHATEVER = "*";

    @Option(names = "--add", paramLabel = "203.0.113.0/24", description = "${bundle:blocks.add}")
    private List<String> add = List.of();

    @Option(names = "--remove", paramLabel = "203.0.113.0/24", description = "${bundle:blocks.remove}")
    private List<String> remove = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", description = "${bundle:ceiling.reason}")
    private @Nullable String reason;

    @Option(names = "--until", paramLabel = "18:00", description = "${bundle:blocks.until}")
    private @Nullable String until;

    @Option(names = "--force", description = "${bundle:blocks.force}")
    private boolean force;

    @Mixin
    private final RunningGateway gateway;

    private final Language language;

    /** With the variables of the process. */
    public BlocksCommand() {
        this(System.getenv());
    }

    BlocksCommand(Map<String, String> environment) {
        this.gateway = new RunningGateway(environment);
        this.language = gateway.language();
    }

    @Override
    public Integer call() {
        if (add.isEmpty() && (until != null || force)) {
            throw language.wrong("blocks.needs-add");
        }
        if (add.isEmpty() && remove.isEmpty() && reason != null) {
            throw language.wrong("blocks.needs-change");
        }
        if (!add.isEmpty() && (reason == null || reason.isBlank())) {
            throw language.wrong("blocks.needs-reason");
        }
        Until end = Until.read(until, language);
        return gateway.call(client -> {
            for (String network : remove) {
                client.delete(lifting(network), WHATEVER);
            }
            for (String network : add) {
                client.put(PATH, order(network, end, client), WHATEVER);
            }
            show(client.get(PATH).body());
        });
    }

    private String lifting(String network) {
        String why = reason == null ? "" : "&reason=" + encoded(reason);
        return PATH + "?network=" + encoded(network) + why;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode order(String network, @Nullable Until end, AdminClient client) throws Failure {
        ObjectNode order = JsonMapper.shared().createObjectNode();
        order.put("network", network);
        order.put("reason", reason);
        if (end != null) {
            order.put("until", end.on(client));
        }
        if (force) {
            order.put("force", true);
        }
        return order;
    }

    private void show(JsonNode blocks) {
        if (gateway.json()) {
            language.print(blocks.toString());
            return;
        }
        JsonNode all = blocks.path("blocks");
        String version = blocks.path("version").asString("");
        language.print(language.say(all.isEmpty() ? "blocks.none" : "blocks.some", version, all.size()));
        for (JsonNode block : all) {
            language.print(language.say(
                    "blocks.one",
                    block.path("network").asString(""),
                    Until.say(block.path("until").asString(""), language),
                    block.path("by").asString(""),
                    block.path("reason").asString("")));
        }
    }
}

package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code kubectl patch} commands of the guides point what the chart made at the portal, and back at Écluse as if nothing had been. */
class DetourTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);
    private static final Path FRENCH = Path.of("../src/docs/guide-repartiteurs.md");
    private static final Path ENGLISH = Path.of("../src/docs/guide-load-balancers.md");
    private static final Pattern CODE = Pattern.compile("^```[a-z]+\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(strings = {"ingress", "httproute", "service"})
    void theCommandsLeadToThePortalAndBack(String kind) throws IOException {
        HasMetadata made = made(kind);
        List<String> patches = patches(kind);
        assertThat(patches).hasSize(2);

        HasMetadata past = patched(made, patches.get(0));
        assertThat(targets(past)).allMatch(target -> target.contains("portail"));
        assertThat(targets(patched(past, patches.get(1))))
                .isEqualTo(targets(made))
                .noneMatch(target -> target.contains("portail"));
        assertThat((Object) JSON.valueToTree(patched(past, patches.get(1)))).isEqualTo(JSON.valueToTree(made));
    }

    @Test
    void bothGuidesGiveTheSameCommandsAndSettings() throws IOException {
        assertThat(code(ENGLISH)).isEqualTo(code(FRENCH)).hasSizeGreaterThan(6);
    }

    private static List<String> code(Path guide) throws IOException {
        return CODE.matcher(Files.readString(guide))
                .results()
                .map(code -> code.group(1))
                .toList();
    }

    /** For a release named {@code ent}, as the guide has it. */
    private static HasMetadata made(String kind) {
        Chart chart = Chart.render(Chart.command(kind.equals("httproute") ? "gateway-api" : "production")
                .withName("ent")
                .set("service.port", 80)
                .setFile("policy", Chart.POLICY));
        return switch (kind) {
            case "ingress" -> chart.the(Ingress.class, "ent-ecluse");
            case "httproute" -> chart.the(HTTPRoute.class, "ent-ecluse");
            default -> chart.the(Service.class, "ent-ecluse");
        };
    }

    /** There, and back. */
    private static List<String> patches(String kind) throws IOException {
        return Pattern.compile(
                        "^kubectl -n ent patch " + kind + " ent-ecluse --type=json -p '(.*)'$", Pattern.MULTILINE)
                .matcher(Files.readString(ENGLISH))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Each step replaces what is there (RFC 6902 §4.3); the outcome is read as the API server would. */
    private static HasMetadata patched(HasMetadata object, String patch) throws JsonProcessingException {
        JsonNode tree = JSON.valueToTree(object);
        for (JsonNode step : JSON.readTree(patch)) {
            assertThat(step.get("op").asText()).isEqualTo("replace");
            JsonPointer path = JsonPointer.compile(step.get("path").asText());
            assertThat(tree.at(path).isMissingNode()).as("%s", path).isFalse();
            JsonNode parent = tree.at(path.head());
            if (parent instanceof ArrayNode list) {
                list.set(path.last().getMatchingIndex(), step.get("value"));
            } else {
                ((ObjectNode) parent).set(path.last().getMatchingProperty(), step.get("value"));
            }
        }
        return StrictObjects.read(JSON.writeValueAsString(tree)).get(0);
    }

    private static List<String> targets(HasMetadata object) {
        if (object instanceof Ingress ingress) {
            return ingress.getSpec().getRules().stream()
                    .flatMap(rule -> rule.getHttp().getPaths().stream())
                    .map(path -> path.getBackend().getService().toString())
                    .toList();
        }
        if (object instanceof HTTPRoute route) {
            return route.getSpec().getRules().stream()
                    .flatMap(rule -> rule.getBackendRefs().stream())
                    .map(Object::toString)
                    .toList();
        }
        return List.of(((Service) object).getSpec().getSelector().toString());
    }
}

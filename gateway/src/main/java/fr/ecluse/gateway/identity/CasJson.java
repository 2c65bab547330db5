package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.identity.CasAnswer.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON of CAS servers (CAS Protocol 3.0, {@code format=JSON}): a member is an element of its name, a list is one
 * element for each value. Of bounded depth, and no member twice.
 */
final class CasJson {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(CasXml.DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CasJson() {}

    /** @throws ProviderException if it is not JSON within the bounds, or has not one member */
    static Element read(String text) {
        List<Element> roots = new ArrayList<>();
        try {
            members(MAPPER.readTree(text), roots);
        } catch (JacksonException e) {
            throw new ProviderException("the validation of a ticket gave no JSON that can be read", e);
        }
        if (roots.size() != 1) {
            throw new ProviderException("the validation of a ticket gave no CAS answer");
        }
        return roots.get(0);
    }

    private static void members(JsonNode object, List<Element> into) {
        object.properties().forEach(member -> add(member.getKey(), member.getValue(), into));
    }

    private static void add(String name, JsonNode value, List<Element> into) {
        if (value.isArray()) {
            value.forEach(each -> add(name, each, into));
        } else {
            List<Element> children = new ArrayList<>();
            members(value, children);
            String text =
                    value.isValueNode() && !value.isNull() ? value.asString().strip() : "";
            into.add(new Element(name, true, Map.of(), text, children));
        }
    }
}

package fr.ecluse.gateway.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider says of somebody: claims of a token, of userinfo, attributes of a login.
 *
 * <p>Names are compared without regard to case, since gateways between the provider and us rewrite them; a value is a
 * list of texts, however it was written.
 */
final class Attributes {

    private final Map<String, List<String>> values;

    private Attributes(Map<String, List<String>> values) {
        this.values = values;
    }

    static Attributes of(Map<String, ?> claims) {
        Map<String, List<String>> values = new HashMap<>();
        claims.forEach((name, value) -> addTo(values.computeIfAbsent(key(name), any -> new ArrayList<>()), value));
        return new Attributes(values);
    }

    /** Every value of this name, in the order given; empty if there is none. */
    List<String> values(String name) {
        return values.getOrDefault(key(name), List.of());
    }

    /** The first value that is not blank. */
    @Nullable
    String first(String name) {
        return values(name).stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** These, and those of the other whose name is not here. */
    Attributes orElse(Attributes other) {
        Map<String, List<String>> both = new HashMap<>(other.values);
        both.putAll(values);
        return new Attributes(both);
    }

    private static void addTo(List<String> texts, @Nullable Object value) {
        if (value instanceof Collection<?> several) {
            several.forEach(each -> addTo(texts, each));
        } else if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            texts.add(value.toString());
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

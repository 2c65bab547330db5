package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds the keys under {@code ecluse.} that no component of {@link RawSettings} has.
 *
 * <p>Environment variables are not searched: {@code ECLUSE_KEY} and {@code ECLUSE_TOKEN} are legitimate names that are
 * not settings, and Kubernetes invents others for every service.
 */
final class UnknownKeys {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("ecluse");

    /** Further than this, a suggestion would be a guess. */
    private static final int CLOSE = 3;

    private UnknownKeys() {}

    static List<SettingsProblem> in(Environment environment) {
        // one problem for each unknown branch, not for each leaf below it
        var problems = new TreeMap<String, SettingsProblem>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                iterable.stream().filter(ROOT::isAncestorOf).forEach(name -> {
                    SettingsProblem problem = problem(name);
                    if (problem != null) {
                        problems.putIfAbsent(problem.key(), problem);
                    }
                });
            }
        }
        return List.copyOf(problems.values());
    }

    private static @Nullable SettingsProblem problem(ConfigurationPropertyName name) {
        Type type = RawSettings.class;
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            Type next = name.isNumericIndex(i) ? elementOf(type) : componentOf(type, name.getElement(i, Form.UNIFORM));
            if (next == null) {
                return problem(name.chop(i + 1), name.chop(i), type);
            }
            type = next;
        }
        return null;
    }

    private static SettingsProblem problem(
            ConfigurationPropertyName unknown, ConfigurationPropertyName parent, Type type) {
        String key = unknown.toString();
        String last = unknown.getLastElement(Form.DASHED);
        String closest = keysOf(type).stream()
                .min(Comparator.comparingInt(candidate -> distance(candidate, last)))
                .orElse("");
        return distance(closest, last) <= Math.min(CLOSE, last.length() / 2)
                ? new SettingsProblem(key, Fault.UNKNOWN_KEY_LIKE, parent + "." + closest)
                : new SettingsProblem(key, Fault.UNKNOWN_KEY, String.join(", ", keysOf(type)));
    }

    private static @Nullable Type elementOf(Type type) {
        return type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : null;
    }

    private static @Nullable Type componentOf(Type type, String uniform) {
        for (RecordComponent component : components(type)) {
            if (component.getName().toLowerCase(Locale.ROOT).equals(uniform)) {
                return component.getGenericType();
            }
        }
        return null;
    }

    private static List<String> keysOf(Type type) {
        return Arrays.stream(components(type))
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    private static RecordComponent[] components(Type type) {
        return type instanceof Class<?> c && c.isRecord() ? c.getRecordComponents() : new RecordComponent[0];
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}

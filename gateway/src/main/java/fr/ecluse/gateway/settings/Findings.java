package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns texts into values and remembers what was wrong with them.
 *
 * <p>A wrong text gives a stand-in value, so that the whole of the settings is looked at in one go; the stand-ins are
 * never seen, because one problem is enough for the settings to be refused.
 */
final class Findings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}]*)[^}]*}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smh])");
    private static final URI NOWHERE = URI.create("about:blank");

    private final List<SettingsProblem> problems = new ArrayList<>();

    void add(SettingsProblem problem) {
        problems.add(problem);
    }

    void add(String key, Fault fault, String... details) {
        problems.add(new SettingsProblem(key, fault, details));
    }

    List<SettingsProblem> all() {
        return problems;
    }

    /** The text, null if it is absent, empty, or a placeholder that nothing fills (which is a problem). */
    @Nullable
    String optional(String key, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Matcher placeholder = PLACEHOLDER.matcher(text);
        if (placeholder.find()) {
            add(key, Fault.UNRESOLVED, placeholder.group(1));
            return null;
        }
        return text.strip();
    }

    /** @param example what to write, such as {@code audience: ent} */
    String required(String key, @Nullable String text, String example) {
        return required(key, text, Fault.REQUIRED, example);
    }

    /** The text; empty after a problem. */
    String required(String key, @Nullable String text, Fault ifMissing, String... details) {
        if (text == null || text.isBlank()) {
            add(key, ifMissing, details);
            return "";
        }
        return Objects.requireNonNullElse(optional(key, text), "");
    }

    /** The constant whose name in lower case, with dashes, is the text. */
    <E extends Enum<E>> E oneOf(String key, @Nullable String text, E ifAbsent) {
        String given = optional(key, text);
        if (given == null) {
            return ifAbsent;
        }
        E[] all = ifAbsent.getDeclaringClass().getEnumConstants();
        for (E constant : all) {
            if (written(constant).equals(given)) {
                return constant;
            }
        }
        add(
                key,
                Fault.NOT_ONE_OF,
                given,
                Arrays.stream(all).map(Findings::written).collect(Collectors.joining(", ")));
        return ifAbsent;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int number(String key, String text, int from, int to) {
        String given = optional(key, text);
        if (given == null) {
            return from;
        }
        try {
            int number = Integer.parseInt(given);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same problem as a number out of range
        }
        add(key, Fault.NUMBER, given, Integer.toString(from), Integer.toString(to));
        return from;
    }

    /** Written as in the policy, {@code 90s}, {@code 10m} or {@code 8h}; the stand-in after a problem. */
    Duration duration(String key, @Nullable String text, Duration ifAbsent, Duration from, Duration to) {
        String given = optional(key, text);
        if (given == null) {
            return ifAbsent;
        }
        Matcher written = DURATION.matcher(given);
        if (written.matches()) {
            long number = Long.parseLong(written.group(1));
            Duration duration = switch (written.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
            if (duration.compareTo(from) >= 0 && duration.compareTo(to) <= 0) {
                return duration;
            }
        }
        add(key, Fault.DURATION, given, written(from), written(to));
        return ifAbsent;
    }

    private static String written(Duration duration) {
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
    }

    /** An absolute http or https address with a host. */
    URI url(String key, @Nullable String text, String example) {
        String given = required(key, text, example);
        return given.isEmpty() ? NOWHERE : readUrl(key, given);
    }

    @Nullable
    URI optionalUrl(String key, @Nullable String text) {
        String given = optional(key, text);
        return given == null ? null : readUrl(key, given);
    }

    private URI readUrl(String key, String given) {
        try {
            URI url = new URI(given);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // the same problem as a wrong scheme
        }
        add(key, Fault.URL);
        return NOWHERE;
    }

    List<Network> networks(String key, List<String> texts) {
        var networks = new ArrayList<Network>();
        for (int i = 0; i < texts.size(); i++) {
            String given = optional(at(key, i), texts.get(i));
            if (given == null) {
                continue;
            }
            Network network = Network.parse(given);
            if (network == null) {
                add(at(key, i), Fault.NETWORK, given);
            } else {
                networks.add(network);
            }
        }
        return List.copyOf(networks);
    }

    InetAddress address(String key, @Nullable String text) {
        String given = optional(key, text);
        InetAddress address = given == null ? InetAddress.getLoopbackAddress() : addressOf(given);
        if (address == null) {
            add(key, Fault.ADDRESS, String.valueOf(given));
            return InetAddress.getLoopbackAddress();
        }
        return address;
    }

    /** Null if nothing on this machine knows the name. */
    static @Nullable InetAddress addressOf(String given) {
        try {
            return InetAddress.getByName(given);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    static String at(String list, int index) {
        return list + "[" + index + "]";
    }
}

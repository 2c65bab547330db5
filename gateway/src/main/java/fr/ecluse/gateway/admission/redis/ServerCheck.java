package fr.ecluse.gateway.admission.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an operator should change about a Redis, read from its own {@code INFO}. A pure rule. */
final class ServerCheck {

    private static final int[] OLDEST = {6, 2};

    private ServerCheck() {}

    /**
     * What is wrong and what to do, a sentence or two each; empty where all is well or nothing can be told.
     *
     * @param info the reply to {@code INFO}, sections {@code server} and {@code memory}
     */
    static List<String> complaints(String info) {
        Map<String, String> fields = fields(info);
        List<String> complaints = new ArrayList<>();
        String version = fields.getOrDefault("redis_version", "");
        if (isTooOld(version)) {
            complaints.add("Redis " + version + " is older than 6.2, with which Écluse is tested: update it");
        }
        String policy = fields.getOrDefault("maxmemory_policy", "noeviction");
        if (!policy.equals("noeviction")
                && !fields.getOrDefault("maxmemory", "0").equals("0")) {
            complaints.add("maxmemory-policy is " + policy
                    + ": short of memory, Redis would drop seats and logouts without a word. Set it to noeviction");
        }
        return complaints;
    }

    /** The server's name for its life, another one after each start; empty if it can't be told. */
    static String runOf(String info) {
        return fields(info).getOrDefault("run_id", "");
    }

    private static Map<String, String> fields(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return fields;
    }

    private static boolean isTooOld(String version) {
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < OLDEST.length && i < parts.length; i++) {
            if (!parts[i].matches("[0-9]{1,4}")) {
                return false; // another product's way to count
            }
            int part = Integer.parseInt(parts[i]);
            if (part != OLDEST[i]) {
                return part < OLDEST[i];
            }
        }
        return false;
    }
}

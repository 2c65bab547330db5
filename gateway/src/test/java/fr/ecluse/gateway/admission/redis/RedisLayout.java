package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.keys.Pseudonym;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that a watcher of Redis knows of how the scripts lay out their keys: what each single command of theirs means for who
 * sits. When the layout changes, this is the file to change.
 */
final class RedisLayout {

    /** Scripts that may give a seat to somebody who has none. */
    static final Set<Script> SEATING = Set.of(Script.ADMIT, Script.REENTER);

    /** Scripts that may take a seat away before it expires. */
    static final Set<Script> FREEING = Set.of(Script.RELEASE, Script.RELEASE_ROLE, Script.END_SESSIONS, Script.RECALL);

    /** What may stay for ever, because it is kept once or once a role: no person, no session and no node among it. */
    private static final Set<String> KEPT = Set.of(
            "clock",
            "clock-behind",
            "policy",
            "state",
            "freed-roles",
            "ceiling",
            "order",
            "tally",
            "called",
            "calls",
            "pace",
            "audit");

    /**
     * What Redis itself says at one instant, in one atomic reading that asks none of the ledger's scripts.
     *
     * <p>KEYS[1] the tag; ARGV[1] the number of the reading, for the log. Reply: {ms, ceiling in force, waiting, role, seats, role,
     * seats, ...}
     */
    static final String READING = """
            local function key(name) return KEYS[1] .. ':' .. name end
            local now = tonumber(redis.call('GET', key('clock')) or 0)
            local state = redis.call('GET', key('state'))
            if not state then
              return {now, 0, 0}
            end
            local read = {struct.unpack('<ddddddddddddddddddssss', state)}
            local ceiling = read[11] > now and read[10] or read[3]
            local unexpired = (math.floor((now - 1577836800000) / 100) + 1) * 524288
            local waiting, seats = 0, {}
            for role in string.gmatch(read[22], '[^\\n]+') do
              waiting = waiting + redis.call('ZCARD', key('lane:' .. role))
              table.insert(seats, role)
              table.insert(seats, redis.call('ZCOUNT', key('seats:' .. role), unexpired, '+inf'))
            end
            return {now, ceiling, waiting, unpack(seats)}
            """;

    private static final Set<String> WRITING =
            Set.of("SET", "HSET", "HDEL", "ZADD", "ZREM", "ZREMRANGEBYRANK", "DEL", "UNLINK", "RENAME");
    private static final int NUMBERS = 17;
    private static final long SINCE = 1_577_836_800_000L;
    private static final long EXPIRY_UNIT = 100;
    private static final long ADMISSIONS = 524_288;
    private static final Pattern THRESHOLD = Pattern.compile("(\\d+) ([^\n]+)");

    private final String prefix;
    private final Map<String, Script> scripts = new HashMap<>();

    /** @param name of the ledger */
    RedisLayout(String name) {
        prefix = tag(name) + ":";
        for (Script script : Script.values()) {
            scripts.put(script.digest(), script);
            scripts.put(script.text(), script);
        }
    }

    /** What one command changes. */
    sealed interface Write {

        /** The time that the script goes by, and all after it until the next. */
        record Clock(long nowMillis) implements Write {}

        /** @param percents by role, as announced */
        record Policy(int sessions, int perSecond, long idleMillis, long longestMillis, Map<String, Integer> percents)
                implements Write {}

        record Ceiling(int sessions, long untilMillis) implements Write {}

        /** Nobody new enters until then. */
        record Reentry(long untilMillis) implements Write {}

        /** Seats that a node may give on its own. */
        record Leased(String node, int seats, long untilMillis) implements Write {}

        record NoLease(String node) implements Write {}

        /** @param score by which Redis orders the seats of the role */
        record Sits(String role, Pseudonym person, long score, long expiryMillis) implements Write {}

        record Leaves(String role, Pseudonym person) implements Write {}

        /** So many of the role, those with the lowest scores. */
        record LowestLeave(String role, int people) implements Write {}

        record AllLeave(String role) implements Write {}

        record Waits(String role, Pseudonym person) implements Write {}

        record SessionEnds(String session) implements Write {}
    }

    static String tag(String name) {
        return "{ecluse:" + name + "}";
    }

    static Pseudonym person(String bytes) {
        return Pseudonym.read(bytes.getBytes(StandardCharsets.ISO_8859_1), 0);
    }

    /** Of a command that a client sent, the script that it runs; null: none of the ledger's. */
    Script script(List<String> command) {
        return command.size() < 4 ? null : scripts.get(command.get(1));
    }

    /** Whether a client made Redis forget everything. */
    static boolean isForgetting(List<String> command) {
        return command.get(0).equalsIgnoreCase("FLUSHALL");
    }

    /** The cookie session for which an {@link Script#ADMIT} asks for this person; empty if there is none. */
    static String session(List<String> admit, Pseudonym person) {
        for (int i = 7; i < admit.size(); i += 4) {
            if (person(admit.get(i)).equals(person)) {
                return admit.get(i + 2);
            }
        }
        return "";
    }

    /** Whether a key may stay when everybody has been gone for long. */
    boolean isKept(String key) {
        return key.startsWith(prefix) && KEPT.contains(kind(key.substring(prefix.length())));
    }

    private static String kind(String name) {
        return name.replaceFirst(":.*", "");
    }

    /** Whether a command can change anything at all: asked before its words are read. */
    static boolean isWrite(String name) {
        return WRITING.contains(name.toUpperCase(Locale.ROOT));
    }

    /** What a command of a script changes. */
    List<Write> writes(List<String> command) {
        if (command.size() < 2 || !command.get(1).startsWith(prefix)) {
            return List.of();
        }
        String key = command.get(1).substring(prefix.length());
        String kind = kind(key);
        String role = key.substring(key.indexOf(':') + 1);
        String verb = command.get(0).toUpperCase(Locale.ROOT);
        return switch (verb + " " + kind) {
            case "SET clock" -> List.of(new Write.Clock(Long.parseLong(command.get(2))));
            case "SET state" -> state(command.get(2));
            case "HSET leases" -> {
                String[] lease = command.get(3).split(" ", -1);
                yield List.of(new Write.Leased(command.get(2), Integer.parseInt(lease[0]), Long.parseLong(lease[1])));
            }
            case "HDEL leases" ->
                command.subList(2, command.size()).stream()
                        .map(node -> (Write) new Write.NoLease(node))
                        .toList();
            case "ZADD seats" ->
                added(command).entrySet().stream()
                        .map(seat -> (Write) sits(role, seat.getKey(), Long.parseLong(seat.getValue())))
                        .toList();
            case "ZREM seats" ->
                command.subList(2, command.size()).stream()
                        .map(person -> (Write) new Write.Leaves(role, person(person)))
                        .toList();
            case "ZREMRANGEBYRANK seats" -> List.of(new Write.LowestLeave(role, Integer.parseInt(command.get(3)) + 1));
            case "DEL seats", "UNLINK seats", "RENAME seats" -> List.of(new Write.AllLeave(role));
            case "ZADD lane" ->
                added(command).keySet().stream()
                        .map(person -> (Write) new Write.Waits(role, person(person)))
                        .toList();
            case "ZADD ended" ->
                added(command).keySet().stream()
                        .map(session -> (Write) new Write.SessionEnds(session))
                        .toList();
            default -> List.of();
        };
    }

    private static Write.Sits sits(String role, String person, long score) {
        return new Write.Sits(role, person(person), score, SINCE + score / ADMISSIONS * EXPIRY_UNIT);
    }

    /** Member to score of a ZADD. */
    private static Map<String, String> added(List<String> zadd) {
        int first = 2;
        while (zadd.get(first).matches("(?i)NX|XX|GT|LT|CH")) {
            first++;
        }
        Map<String, String> added = new HashMap<>();
        for (int i = first; i + 1 < zadd.size(); i += 2) {
            added.put(zadd.get(i + 1), zadd.get(i));
        }
        return added;
    }

    /** What every script must know, packed: numbers of eight bytes, then texts that end with a zero. */
    private static List<Write> state(String packed) {
        ByteBuffer bytes =
                ByteBuffer.wrap(packed.getBytes(StandardCharsets.ISO_8859_1)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.getDouble(); // the schema
        long[] numbers = new long[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            numbers[i] = (long) bytes.getDouble();
        }
        String[] texts = packed.substring(bytes.position()).split("\0", -1);
        Map<String, Integer> percents = new HashMap<>();
        for (Matcher line = THRESHOLD.matcher(texts[2]); line.find(); ) {
            percents.put(line.group(2), Integer.valueOf(line.group(1)));
        }
        return List.of(
                new Write.Policy((int) numbers[1], (int) numbers[4], numbers[5], numbers[6], percents),
                new Write.Ceiling((int) numbers[8], numbers[9]),
                new Write.Reentry(numbers[15]));
    }
}

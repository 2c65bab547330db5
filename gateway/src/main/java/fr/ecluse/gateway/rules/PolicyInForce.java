package fr.ecluse.gateway.rules;

import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.PolicyLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy file and the policy that it put in force.
 *
 * <p>Reload in two phases: a changed file is read, checked and compiled as a whole; only then one reference is swapped. A
 * file that does not load changes nothing and is said once. The file's bytes are compared rather than its dates, so a
 * rename over it and a Kubernetes ConfigMap's swapped symlink are seen like any other change; a change counts once two
 * looks in a row read the same bytes, so that no half-written file is judged.
 *
 * <p>{@link #current()} is safe for every thread; {@link #look()} is for one watching thread.
 */
public final class PolicyInForce {

    private static final Logger log = LoggerFactory.getLogger(PolicyInForce.class);

    /** How many bytes are read at most: one more than the loader accepts, so that it can say why. */
    private static final int MOST_BYTES = 1024 * 1024 + 1;

    private final Path file;
    private final Clock clock;
    private final List<PolicyListener> listeners = new CopyOnWriteArrayList<>();
    private volatile State state;
    private volatile @Nullable RefusedReload refused;
    private byte[] judged;
    private byte @Nullable [] candidate;
    private boolean unreadable;

    private PolicyInForce(Path file, Clock clock, byte[] bytes, Loaded.Valid loaded) {
        this.file = file;
        this.clock = clock;
        this.judged = bytes;
        this.state = new State(new Rulebook(loaded.policy(), clock), clock.instant(), loaded.warnings(), bytes);
    }

    /**
     * Reads the file for the first time.
     *
     * @throws PolicyRefusedException with every issue if it does not load
     * @throws IOException if it can't be read
     */
    public static PolicyInForce read(Path file, Clock clock) throws IOException {
        byte[] bytes = bytesOf(file);
        Loaded loaded = PolicyLoader.load(file.toString(), bytes, today(clock));
        if (loaded instanceof Loaded.Invalid invalid) {
            throw new PolicyRefusedException(invalid.issues());
        }
        PolicyInForce inForce = new PolicyInForce(file, clock, bytes, (Loaded.Valid) loaded);
        log.info(
                "policy loaded file={} sha256={} rules={}",
                file,
                inForce.current().policy().sha256(),
                inForce.current().policy().rules().size());
        return inForce;
    }

    /** The rules of the moment. */
    public Rulebook current() {
        return state.rulebook;
    }

    public Path file() {
        return file;
    }

    /** What the file said when the policy in force was read; UTF-8. */
    public byte[] text() {
        return state.text.clone();
    }

    /** When the policy in force was read, by the gateway's clock. */
    public Instant loadedAt() {
        return state.loadedAt;
    }

    /** What the author of the policy in force should look at. */
    public List<PolicyIssue> warnings() {
        return state.warnings;
    }

    /** The last change that was refused since the policy in force was loaded; null if none. */
    public @Nullable RefusedReload lastRefused() {
        return refused;
    }

    /** The listener hears of every later reading. */
    public void listen(PolicyListener listener) {
        listeners.add(listener);
    }

    /** Looks at the file; applies or refuses what changed since the last judgement. */
    public void look() {
        byte[] bytes;
        try {
            bytes = bytesOf(file);
        } catch (IOException e) {
            if (!unreadable) {
                log.warn("policy file cannot be read, the policy in force stays file={} cause={}", file, e.toString());
            }
            unreadable = true;
            return;
        }
        unreadable = false;
        boolean stable = candidate != null && Arrays.equals(candidate, bytes);
        candidate = bytes;
        if (stable && !Arrays.equals(judged, bytes)) {
            judged = bytes;
            judge(bytes);
        }
    }

    private void judge(byte[] bytes) {
        Loaded loaded = PolicyLoader.load(file.toString(), bytes, today(clock));
        if (loaded instanceof Loaded.Valid valid) {
            Policy policy = valid.policy();
            state = new State(new Rulebook(policy, clock), clock.instant(), valid.warnings(), bytes);
            refused = null;
            log.info(
                    "policy loaded file={} sha256={} rules={}",
                    file,
                    policy.sha256(),
                    policy.rules().size());
            listeners.forEach(listener -> listener.loaded(policy));
        } else if (loaded instanceof Loaded.Invalid invalid) {
            refused = new RefusedReload(clock.instant(), invalid.issues());
            log.warn(
                    "policy refused, the one before stays in force file={} issues={} first=\"{}\"",
                    file,
                    invalid.issues().size(),
                    invalid.issues().get(0).message(java.util.Locale.ENGLISH));
            listeners.forEach(listener -> listener.refused(invalid.issues()));
        }
    }

    /** In which light a file is read: of today, whatever zone it names itself, so that a calendar that ends soon is a warning. */
    public static Circumstances today(Clock clock) {
        return Circumstances.on(LocalDate.now(clock.withZone(ZoneId.of("Europe/Paris"))));
    }

    private static byte[] bytesOf(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        }
    }

    /** A change of the file that was not applied. */
    public record RefusedReload(Instant at, List<PolicyIssue> issues) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record State(Rulebook rulebook, Instant loadedAt, List<PolicyIssue> warnings, byte[] text) {}
}

package fr.ecluse.gateway.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class after which a buffer of Netty was found that nobody released. The build has every buffer watched ({@code
 * io.netty.leakDetection.level=paranoid} and {@link BufferLeakDetector}), and every class gets this extension, see {@code META-INF/services}.
 *
 * <p>A leak is found when the collector takes the buffer, so it may have happened in a class before; the report names the place where the
 * buffer was last touched.
 */
public final class BufferLeaks implements AfterAllCallback {

    /**
     * Lettuce gives back the one buffer that each connection reads into when its channel is unregistered. A client that is closed with its
     * event loops, as in tests, does not hear of that any more.
     */
    private static final String OF_A_CLOSED_CLIENT = "io.lettuce.core.protocol.CommandHandler.channelRegistered";

    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    static void found(String leak) {
        if (!leak.contains(OF_A_CLOSED_CLIENT)) {
            FOUND.add(leak);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> leaks = new ArrayList<>();
        for (String leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
            leaks.add(leak);
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    "buffers were not released, here or in a class before:\n" + String.join("\n", leaks));
        }
    }

    /** A report that names a class, for once not a fault. */
    static @Nullable String take(Class<?> culprit) {
        String found = null;
        for (String leak : List.copyOf(FOUND)) {
            if (leak.contains(culprit.getSimpleName() + ".") && FOUND.remove(leak)) {
                found = leak;
            }
        }
        return found;
    }
}

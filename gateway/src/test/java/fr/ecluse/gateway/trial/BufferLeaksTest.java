package fr.ecluse.gateway.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The watch over buffers, tried on one that is lost on purpose. */
class BufferLeaksTest {

    private static final int BYTES = 64;

    @Test
    void aBufferThatNobodyReleasesIsFound() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();

        lose();
        String found = null;
        while (found == null && System.nanoTime() < deadline) {
            System.gc();
            UnpooledByteBufAllocator.DEFAULT.directBuffer(BYTES).release(); // then it looks for what was lost
            found = BufferLeaks.take(getClass());
        }

        assertThat(found).contains("BufferLeaksTest.lose");
    }

    private static void lose() {
        UnpooledByteBufAllocator.DEFAULT.directBuffer(BYTES).touch("lost on purpose");
    }
}

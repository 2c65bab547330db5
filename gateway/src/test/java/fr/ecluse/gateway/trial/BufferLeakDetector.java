package fr.ecluse.gateway.trial;

import io.netty.util.ResourceLeakDetector;

/** Tells {@link BufferLeaks}. Netty makes one for each kind of resource, by its name in {@code io.netty.customResourceLeakDetector}. */
public final class BufferLeakDetector<T> extends ResourceLeakDetector<T> {

    public BufferLeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    /** Netty asks for this one of old as well, and complains where it is missing. */
    @SuppressWarnings("unused")
    public BufferLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        this(resourceType, samplingInterval);
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        BufferLeaks.found(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        BufferLeaks.found(resourceType);
    }

    @Override
    protected boolean needReport() {
        return true;
    }
}

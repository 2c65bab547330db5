package fr.ecluse.gateway.protection;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Hears of the guards of what we call; must be quick and must not fail. */
public interface GuardListener {

    /** Hears nothing. */
    GuardListener NONE = new GuardListener() {};

    /** What is guarded. */
    enum Kind {
        UPSTREAM,
        PROVIDER,
        /** Bearer tokens that are not known yet. */
        TOKENS
    }

    /** Why a guard let nobody through. */
    enum Why {
        /** As many as may be inside are inside. */
        FULL,
        /** It had a place for them, and no connection was left to send them on. */
        CROWDED,
        /** As many as may come in a second have come. */
        RATE,
        /** It failed too often of late. */
        OPEN
    }

    /**
     * There is a guard of that name from now on.
     *
     * @param inside how many are inside, to be asked at any time
     * @param open whether it lets nobody through because of failures
     */
    default void guards(Kind kind, String name, IntSupplier inside, BooleanSupplier open) {}

    /** There is a guard of that name from now on that bounds a rate alone. */
    default void paces(Kind kind, String name) {}

    /** A limit that all nodes share was kept by this node alone, because the others could not be asked. */
    default void alone() {}

    /** A guard let somebody not through. */
    default void refused(Kind kind, String name, Why why) {}
}

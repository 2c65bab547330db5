package fr.ecluse.gateway.hostile;

/** As Jazzer calls it, see {@code src/bench/fuzz}. */
public final class TargetFuzzer {

    private static final Targets TARGETS = new Targets();

    private TargetFuzzer() {}

    /** Keys are made before the time of any input is taken. */
    public static void fuzzerInitialize() {
        TARGETS.all().values().forEach(target -> target.judge(target.genuine()));
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        TARGETS.judge(bytes);
    }
}

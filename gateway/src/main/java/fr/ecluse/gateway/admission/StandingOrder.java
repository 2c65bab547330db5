package fr.ecluse.gateway.admission;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the operators have ordered about one subject: it stands in the whole ENT, over every restart, until somebody changes it
 * or it ends by itself. The ledger keeps it, and does not need to understand it.
 *
 * @param value what is ordered; null: nothing stands, because nothing was ordered, or it was withdrawn, or has ended
 * @param version grows with each change, never otherwise; the ETag of the admin API. 0: nothing was ever ordered
 * @param endsIn until it ends by itself; null if it does not
 * @param by the name of the admin token; empty where nothing stands
 * @param reason why, as the audit has it; empty where nothing stands
 */
public record StandingOrder(
        Subject subject,
        @Nullable String value,
        long version,
        @Nullable Duration endsIn,
        String by,
        String reason) {

    /** What an order is about. */
    public enum Subject {
        /** A {@link Mode#word}; where nothing stands, {@link Mode#ON}. */
        MODE,
        /** A {@link VisitorMessage#line}. */
        MESSAGE,
        /** Who is turned away, as the throttle of clients reads it: far longer than the others. */
        BLOCKS,
        /** What the throttle of clients lets pass, as it reads it. */
        LIMITS;

        /** What the ledger and the audit call it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What the audit says where nothing stands. */
        public String otherwise() {
            return switch (this) {
                case MODE -> Mode.ON.word();
                case LIMITS -> "settings";
                case MESSAGE, BLOCKS -> "";
            };
        }
    }

    /** Nothing was ever ordered. */
    static StandingOrder none(Subject subject) {
        return new StandingOrder(subject, null, 0, null, "", "");
    }

    /** The same without what was ordered: it has ended. */
    StandingOrder ended() {
        return new StandingOrder(subject, null, version, null, "", "");
    }

    /**
     * Somebody orders something.
     *
     * @param value what, never empty; null: what stands is withdrawn
     * @param endsIn after that nothing stands; null: never by itself
     * @param expectedVersion the version that the change was decided on; null: whatever it is
     * @param by the name of the admin token
     * @param reason for the audit
     * @param audited what the audit says was changed; null: the values themselves
     */
    public record Change(
            Subject subject,
            @Nullable String value,
            @Nullable Duration endsIn,
            @Nullable Long expectedVersion,
            String by,
            String reason,
            @Nullable Audited audited) {

        /** Of an order that the audit may quote. */
        public Change(
                Subject subject,
                @Nullable String value,
                @Nullable Duration endsIn,
                @Nullable Long expectedVersion,
                String by,
                String reason) {
            this(subject, value, endsIn, expectedVersion, by, reason, null);
        }
    }

    /** What was changed, where the whole of it would be too long to say. */
    public record Audited(String from, String to) {}
}

package fr.ecluse.gateway.admission.redis;

/** Which memory of Redis this node has told all that it knows, and which one it met last; empty: none yet. Thread-safe. */
final class Epochs {

    private String told = "";
    private String met = "";
    private String other = "";

    /** What it means to meet a memory. */
    enum Meeting {
        /** The one that knows everything. */
        SAME,
        /** Another one, met for the first time. */
        OTHER,
        /** Another one, met before and not told everything yet. */
        STILL_OTHER
    }

    /**
     * Of the first that is met this node has nothing to tell. Answers of the memory before may come after the first of another one,
     * by the other connection: that one is no other for it.
     */
    synchronized Meeting meet(String epoch) {
        met = epoch;
        if (told.isEmpty()) {
            told = epoch;
        }
        if (told.equals(epoch)) {
            return Meeting.SAME;
        }
        boolean metBefore = epoch.equals(other);
        other = epoch;
        return metBefore ? Meeting.STILL_OTHER : Meeting.OTHER;
    }

    synchronized void tell(String epoch) {
        told = epoch;
    }

    synchronized String told() {
        return told;
    }

    synchronized String met() {
        return met;
    }
}

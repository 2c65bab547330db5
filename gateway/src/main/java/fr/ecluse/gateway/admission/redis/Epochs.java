package fr.ecluse.gateway.admission.redis;

/** Which memory of Redis this node has told all that it knows, and which one it met last; empty: none yet. Thread-safe. */
final class Epochs {

    private String told = "";
    private String met = "";

    /** What it means to meet a memory. */
    enum Meeting {
        /** The one that knows everything. */
        SAME,
        /** Another one, met for the first time. */
        OTHER,
        /** Another one, met before and not told everything yet. */
        STILL_OTHER
    }

    /** Of the first that is met this node has nothing to tell. */
    synchronized Meeting meet(String epoch) {
        boolean metBefore = epoch.equals(met);
        met = epoch;
        if (told.isEmpty()) {
            told = epoch;
        }
        if (told.equals(epoch)) {
            return Meeting.SAME;
        }
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

package fr.ecluse.gateway.admission;

/** A change of the ceiling that the ledger did not make; it carries why, and what is in force instead. */
public final class CeilingRefusedException extends RuntimeException {

    /** Why. */
    public enum Reason {
        OUT_OF_BOUNDS,
        STALE_VERSION
    }

    private final Reason reason;
    private final CeilingState inForce;

    public CeilingRefusedException(Reason reason, CeilingState inForce) {
        super(reason.name(), null, false, false);
        this.reason = reason;
        this.inForce = inForce;
    }

    public Reason reason() {
        return reason;
    }

    public CeilingState inForce() {
        return inForce;
    }
}

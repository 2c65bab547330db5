package fr.ecluse.gateway.admission;

/** A standing order that the ledger did not take, because somebody had changed it meanwhile; it carries what stands instead. */
public final class OrderRefusedException extends RuntimeException {

    private final StandingOrder standing;

    public OrderRefusedException(StandingOrder standing) {
        super("STALE_VERSION", null, false, false);
        this.standing = standing;
    }

    public StandingOrder standing() {
        return standing;
    }
}

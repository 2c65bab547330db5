package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;

/**
 * How finely every ledger keeps the two times of a seat: so that Redis has room for both in one number, and a seat costs half
 * of what it would otherwise. Times are ms of the ledger's clock; both are rounded down.
 */
public final class SeatTimes {

    private static final long EXPIRY_UNIT = 100;
    private static final long ADMISSION_UNIT = 250;

    private SeatTimes() {}

    /** When a seat that is taken now is said to have been taken. */
    public static long admission(long now) {
        return now - Math.floorMod(now, ADMISSION_UNIT);
    }

    /** When a seat expires that was last used at this instant. */
    public static long expiry(long admittedAt, long activeAt, PolicyNumbers policy) {
        long expiry = Math.min(
                activeAt + policy.idle().toMillis(),
                admittedAt + policy.longest().toMillis());
        return expiry - Math.floorMod(expiry, EXPIRY_UNIT);
    }
}

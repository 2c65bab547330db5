package fr.ecluse.gateway.waiting;

/**
 * How things stood for one lane at one census: all that its flow is measured by.
 *
 * @param ledgerMillis when, by the ledger's clock
 * @param calledEver people of the lane called since it exists
 * @param waiting people of the lane who are not called
 * @param higher people not called in the lanes that come first
 * @param taken seats taken
 * @param held seats held for people of any lane who were called lately
 * @param limit seats below which the lane is called
 * @param ceiling seats in all
 */
record Standing(
        long ledgerMillis,
        long calledEver,
        long waiting,
        long higher,
        double taken,
        double held,
        double limit,
        long ceiling) {

    /** With more than this share of the ceiling free, it is not for want of seats that people wait. */
    private static final double FULL = 0.02;

    /**
     * The way to the seat of somebody with so many people ahead, in people: those ahead, everybody of a higher rank, and
     * whoever must leave before the lane is called again. Where new seats are paced rather than wanting, those who were
     * called and have not come take their turn first.
     */
    double way(long ahead) {
        return higher + ahead + 1 + (isFull() ? excess() : held);
    }

    /** Seats taken beyond those that the lane may have. */
    double excess() {
        return Math.max(0, taken + held - limit);
    }

    /**
     * How much of everybody's way lies behind since an earlier census. In a full ENT these are the seats that came free and
     * were not taken by people of a higher rank: a ceiling that was raised or lowered meanwhile does not count as people
     * who left.
     */
    double progressSince(Standing before) {
        double called = calledEver - before.calledEver - (higher - before.higher);
        return isFull() && before.isFull() ? called - (taken + held - before.taken - before.held) : called;
    }

    /** Whether this can have come after the other: a ledger's clock or counter that went back begins anew. */
    boolean follows(Standing before) {
        return ledgerMillis >= before.ledgerMillis && calledEver >= before.calledEver;
    }

    private boolean isFull() {
        return limit - taken - held <= Math.max(2, FULL * ceiling);
    }
}

package fr.ecluse.gateway.admission;

/** What came of asking for a seat. */
public enum Attempt {
    /** A seat was newly taken: a visit begins. */
    VISIT_BEGUN,
    /** The person had a seat already, or was let in uncounted while the ledger was lost. */
    LET_IN,
    /** No seat: a place in the lane, or the ledger could not be asked. */
    NOT_LET_IN
}

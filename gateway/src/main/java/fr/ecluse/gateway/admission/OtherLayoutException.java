package fr.ecluse.gateway.admission;

import org.jspecify.annotations.Nullable;

/** The ledger was written by another version of the program, which keeps it otherwise: this one can't use it, however long it waits. */
public final class OtherLayoutException extends LedgerUnavailableException {

    public OtherLayoutException(String why, @Nullable Throwable cause) {
        super(why, cause);
    }
}

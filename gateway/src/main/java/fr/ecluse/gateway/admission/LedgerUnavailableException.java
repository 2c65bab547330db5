package fr.ecluse.gateway.admission;

import org.jspecify.annotations.Nullable;

/** The ledger can't be asked now: not connected, too slow, too busy. Carries no stack trace: it may come in floods. */
public sealed class LedgerUnavailableException extends RuntimeException permits OtherLayoutException {

    public LedgerUnavailableException(String why, @Nullable Throwable cause) {
        super(why, cause, false, false);
    }
}

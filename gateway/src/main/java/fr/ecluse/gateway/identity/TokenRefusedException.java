package fr.ecluse.gateway.identity;

/**
 * A token fails a check. An outcome, not a surprise: it carries a short word for the log and no stack trace, since whoever
 * sends bad tokens decides how many are made.
 */
final class TokenRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TokenRefusedException(String reason) {
        super(reason, null, false, false);
    }

    /** Such as {@code expired}. */
    String reason() {
        String reason = getMessage();
        return reason == null ? "refused" : reason;
    }
}

package fr.ecluse.gateway.identity;

/** A login came back in a way that gives no session. An outcome, not a surprise: no stack trace. */
final class LoginFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final LoginFailure why;

    /** @param cause for the log */
    LoginFailedException(LoginFailure why, String cause) {
        super(cause, null, false, false);
        this.why = why;
    }

    LoginFailure why() {
        return why;
    }
}

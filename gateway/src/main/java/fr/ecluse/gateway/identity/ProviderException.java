package fr.ecluse.gateway.identity;

/** The identity provider did not answer, or not in a way that can be used. For the log; never for the visitor. */
final class ProviderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProviderException(String message) {
        super(message);
    }

    ProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}

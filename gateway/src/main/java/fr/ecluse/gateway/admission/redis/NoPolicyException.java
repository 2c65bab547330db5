package fr.ecluse.gateway.admission.redis;

/** Redis has forgotten the policy's numbers, or never knew them: announce them, and ask again. */
final class NoPolicyException extends RuntimeException {

    NoPolicyException() {
        super("no policy was announced", null, false, false);
    }
}

package fr.ecluse.gateway.identity;

/** Why a login gave no session. */
public enum LoginFailure {
    /** The visitor, or the provider for them, said no. */
    CANCELLED,
    /** What came back belongs to no login of this browser, or to one begun too long ago: begin again. */
    STATE_MISMATCH,
    /** What came back was used before, or came too late for the provider: a reload, or the way back. Begin again. */
    ALREADY_USED,
    /** The provider did not answer, or not in a way that can be believed. */
    PROVIDER_FAILED,
    /** Our clock and the provider's are too far apart for its word to be checked. */
    CLOCK_WRONG,
    /** As many logins are under way as the gateway takes on: try again a little later. */
    BUSY
}

package fr.ecluse.gateway.upstream;

/** Hears how the portal answers, on the event loop: must be quick and must not fail. Thread-safe. */
public interface AnswerListener {

    /** There is a service of that name from now on; may be told more than once. */
    default void serves(String service) {}

    /**
     * The head of an answer came.
     *
     * @param service of the route; the route's own name if it belongs to none
     * @param status as the portal gave it, 100 to 599
     * @param tookNanos since the request was sent
     */
    default void answered(String service, int status, long tookNanos) {}

    /** There was no answer, and that is the portal's own fault. */
    default void failed(String service, long tookNanos) {}
}

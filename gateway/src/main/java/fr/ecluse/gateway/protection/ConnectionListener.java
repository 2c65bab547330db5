package fr.ecluse.gateway.protection;

/** Hears of connections, on the event loop: must be quick and must not fail. */
public interface ConnectionListener {

    /** Nobody listens. */
    ConnectionListener NONE = new ConnectionListener() {};

    /** Why the gateway ended a connection that it had taken. */
    enum Cut {
        /** The head of a request took too long to arrive, or the TLS handshake before it. */
        HEAD,
        /** The body of a request came too slowly. */
        BODY,
        /** The answer was not read. */
        ANSWER,
        /** HTTP/2: more of the frames that cost work and ask for nothing than anybody needs. */
        FRAMES,
        /** A stranger's, not in use, to make room for another. */
        ROOM
    }

    default void opened() {}

    default void closed() {}

    /** One more than that cap allows. */
    default void refused(ConnectionCaps.Cap cap) {}

    default void cut(Cut why) {}
}

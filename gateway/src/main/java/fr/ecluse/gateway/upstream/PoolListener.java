package fr.ecluse.gateway.upstream;

import reactor.netty.resources.ConnectionPoolMetrics;

/** Hears of the pools of connections to the portal, one for each share and address. Called from any thread. */
public interface PoolListener {

    /** Hears nothing. */
    PoolListener NONE = new PoolListener() {};

    /**
     * There is a pool from now on.
     *
     * @param id tells it from others of its share
     * @param pool its numbers, to be asked at any time
     */
    default void opened(PortalClientFactory.Share share, String id, ConnectionPoolMetrics pool) {}

    /** There is none of that name any more. */
    default void closed(PortalClientFactory.Share share, String id) {}
}

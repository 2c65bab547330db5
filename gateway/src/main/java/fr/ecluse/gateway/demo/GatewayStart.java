package fr.ecluse.gateway.demo;

import org.jspecify.annotations.Nullable;

/** Starts the gateway that stands in front of the demo's portal: the one that {@code serve} starts. */
@FunctionalInterface
public interface GatewayStart {

    /**
     * Returns once the gateway listens.
     *
     * @param arguments settings, each as {@code --name=value}; they win over every file and environment variable
     * @return closing it stops the gateway; null if it could not start, and why has been said already
     */
    @Nullable
    AutoCloseable start(String... arguments);
}

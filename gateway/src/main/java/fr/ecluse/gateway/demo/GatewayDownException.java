package fr.ecluse.gateway.demo;

/** The gateway did not start and has said why itself. */
final class GatewayDownException extends RuntimeException {

    GatewayDownException() {
        super("the gateway did not start");
    }
}

package fr.ecluse.gateway.upstream;

import java.time.Duration;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.web.server.ServerWebExchange;

/** Who may be sent on to what stands behind a route. Thread-safe; never waits. */
public interface PortalGuard {

    /** For whom a request is sent: strangers must not take the places of those who are known. */
    enum Who {
        KNOWN,
        STRANGER;

        static Who of(ServerWebExchange exchange) {
            return exchange.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller && caller.identified() != null
                    ? KNOWN
                    : STRANGER;
        }
    }

    /**
     * A request is about to be sent.
     *
     * @throws PortalOverloadedException if it must not be
     */
    Passage enter(Route route, Who who);

    /** One request on its way, or the opening of a WebSocket. Of the four last, the first call counts. */
    interface Passage {

        /** It has a body: until that is sent, it is the visitor who is waited for. */
        void uploading();

        /** The whole body is sent. */
        void uploaded();

        /** The head of the answer came, with that status. */
        void answered(int status);

        /** The portal gave no answer. */
        void failed(Throwable why);

        /**
         * It could not be sent, because every connection to the portal is taken, and that says nothing of this service.
         *
         * @return how long the visitor shall stay away, by how long answers take of late
         */
        Duration crowdedOut();

        /** Nobody waits for the answer any more, or it is not the portal's fault that there is none. */
        void left();
    }
}

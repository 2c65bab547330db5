package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.protection.ClientThrottle;
import fr.ecluse.gateway.waiting.Tickets;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Charges strangers for what they ask, by address. Whoever is known by token or cookie, or holds a ticket, is not charged:
 * a whole lycée may share one address.
 */
final class Throttle implements Stage {

    /** What one request of a stranger costs. */
    private static final int REQUEST = 1;

    /** What a credential that must be verified costs beyond that if it fails. */
    private static final int FORGERY = 9;

    private final ClientThrottle clients;
    private final Identifier identifier;
    private final Tickets tickets;

    Throttle(ClientThrottle clients, Identifier identifier, Tickets tickets) {
        this.clients = clients;
        this.identifier = identifier;
        this.tickets = tickets;
    }

    @Override
    public Step take(Visit visit) {
        Credential credential = visit.credential();
        if (credential != null) {
            Identification known = identifier.known(credential);
            visit.identifiedAs(known);
            if (known instanceof Identification.Authenticated) {
                return Step.NEXT;
            }
        }
        String ticket = visit.ticket();
        if (ticket != null && tickets.open(ticket) != null) {
            return Step.NEXT;
        }
        return refusal(clients.charge(visit.origin().client(), REQUEST));
    }

    /** A credential of this client failed verification. */
    void forged(InetAddress client) {
        clients.charge(client, FORGERY);
    }

    private static Step refusal(@Nullable Duration retryAfter) {
        return retryAfter == null ? Step.NEXT : Step.answer(new Decision.Throttled(retryAfter));
    }
}

package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.protection.ClientThrottle;
import fr.ecluse.gateway.protection.TokenGuard;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Charges strangers for what they ask, by address; and all of them together for tokens that must be looked into. Whoever is known by token
 * or cookie, or holds a ticket, is not charged: a whole lycée may share one address.
 */
final class Throttle implements Stage {

    /** What one request of a stranger costs. */
    private static final int REQUEST = 1;

    /** What a credential that must be verified costs beyond that if it fails. */
    private static final int FORGERY = 9;

    private final ClientThrottle clients;
    private final TokenGuard tokens;
    private final Identifier identifier;
    private final Tickets tickets;

    Throttle(ClientThrottle clients, TokenGuard tokens, Identifier identifier, Tickets tickets) {
        this.clients = clients;
        this.tokens = tokens;
        this.identifier = identifier;
        this.tickets = tickets;
    }

    @Override
    public Step take(Visit visit) {
        if (isKnown(visit)) {
            return Step.NEXT;
        }
        InetAddress client = visit.origin().client();
        Duration wait = clients.charge(client, REQUEST);
        if (wait != null) {
            return Step.answer(overTheLimit(wait));
        }
        Duration busy = isToBeLookedInto(visit) ? tokens.enter(client) : null;
        return busy == null ? Step.NEXT : Step.answer(new Decision.Overloaded(busy));
    }

    /** What {@link #take} would answer this visit, which is not charged for the question; null: it would not. */
    @Nullable
    Decision refuses(Visit visit) {
        InetAddress client = visit.origin().client();
        Duration wait = clients.wait(client, REQUEST);
        if (wait != null) {
            return isKnown(visit) ? null : overTheLimit(wait);
        }
        if (!tokens.isShort() || isKnown(visit) || !isToBeLookedInto(visit)) {
            return null;
        }
        Duration busy = tokens.wait(client);
        return busy == null ? null : new Decision.Overloaded(busy);
    }

    /** A token of which nothing is known. The portal's own, sent along with a session, waits for nothing. */
    private boolean isToBeLookedInto(Visit visit) {
        if (!(visit.credential() instanceof Credential.Bearer bearer) || visit.identification() != null) {
            return false;
        }
        String cookie = bearer.beside();
        return cookie == null
                || !(identifier.known(new Credential.SessionCookie(cookie)) instanceof Identification.Authenticated);
    }

    private boolean isKnown(Visit visit) {
        Credential credential = visit.credential();
        if (credential != null) {
            Identification known = identifier.known(credential);
            visit.identifiedAs(known);
            if (known instanceof Identification.Authenticated) {
                return true;
            }
        }
        String ticket = visit.ticket();
        Ticket place = ticket == null ? null : tickets.open(ticket);
        return place != null && !place.isBeforeLogin(); // before the login anybody gets one for the asking
    }

    /** A credential of this client failed verification. */
    void forged(InetAddress client) {
        clients.charge(client, FORGERY);
    }

    private static Decision overTheLimit(Duration retryAfter) {
        return new Decision.Throttled(retryAfter, Decision.Throttled.Scope.CLIENT);
    }
}

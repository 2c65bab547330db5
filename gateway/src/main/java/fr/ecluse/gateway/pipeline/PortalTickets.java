package fr.ecluse.gateway.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.Sessions;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.rules.PolicyInForce;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Remembers with which ticket of a CAS server somebody went on to the portal, so that {@link PortalLogouts} knows the end of
 * that login when the server posts it to the portal. Only requests that carry a ticket cost anything.
 *
 * <p>The ticket is tied to the session of whoever carries it. A bearer token has none: then the ticket stands for one that
 * nobody holds, and its end frees the seat, which is all that a bearer can lose.
 */
final class PortalTickets implements Stage {

    /** Tickets of one person that a node remembers: somebody may carry as many as they can invent. */
    private static final int MOST = 20;

    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final int MOST_PEOPLE = 100_000;

    private final Function<String, @Nullable Pseudonym> ticketOf;
    private final Sessions sessions;
    private final PolicyInForce policy;
    private final Cache<Pseudonym, AtomicInteger> counts = Caffeine.newBuilder()
            .maximumSize(MOST_PEOPLE)
            .expireAfterWrite(WITHIN)
            .build();

    /** @param ticketOf what the ledger calls the ticket in a path and query; null: there is none */
    PortalTickets(Function<String, @Nullable Pseudonym> ticketOf, Sessions sessions, PolicyInForce policy) {
        this.ticketOf = ticketOf;
        this.sessions = sessions;
        this.policy = policy;
    }

    @Override
    public Step take(Visit visit) {
        Person person = visit.person();
        Pseudonym ticket = person == null ? null : ticketOf.apply(visit.origin().target());
        if (person == null || ticket == null || isOneTooMany(person)) {
            return Step.NEXT;
        }
        String session = person.session();
        Binding binding = new Binding(
                person.id(),
                session == null ? "portal-ticket:" + ticket : session,
                List.of(ticket),
                policy.current().policy().session().longest());
        // with the ledger lost the portal is reached all the same: that login then ends there when the portal says so
        return new Step.Later(sessions.bind(binding)
                .onErrorResume(LedgerUnavailableException.class, lost -> Mono.empty())
                .thenReturn(Step.NEXT));
    }

    private boolean isOneTooMany(Person person) {
        AtomicInteger count = counts.get(person.id(), id -> new AtomicInteger());
        return count.incrementAndGet() > MOST;
    }
}

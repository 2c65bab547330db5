package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.LogoutMessage.Notice;
import fr.ecluse.gateway.identity.LogoutMessage.Refused;
import fr.ecluse.gateway.identity.LogoutMessage.Undecidable;
import fr.ecluse.gateway.identity.LogoutMessage.Valid;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.settings.Settings;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What providers say has ended, by whichever protocol, and whether they may say so. Which sessions are meant only the ledger
 * knows. Thread-safe; never blocks, never fails with an error.
 */
public final class ProviderLogouts {

    /** How many messages may be under way at once, waiting for keys included. */
    static final int UNDER_WAY = 1_024;

    private static final Refused NO_PROVIDER = new Refused("no-provider");

    private static final Logger LOG = LoggerFactory.getLogger(ProviderLogouts.class);

    private final LogoutHandles handles;
    private final @Nullable LogoutTokens tokens;
    private final Settings.@Nullable Cas cas;
    private final Scheduler scheduler;
    private final Semaphore places = new Semaphore(UNDER_WAY);

    /**
     * @param tokens null if no OIDC provider is set
     * @param cas null if no CAS server is set
     * @param scheduler where messages are read; bounded, and it may refuse
     */
    ProviderLogouts(
            LogoutHandles handles, @Nullable LogoutTokens tokens, Settings.@Nullable Cas cas, Scheduler scheduler) {
        this.handles = handles;
        this.tokens = tokens;
        this.cas = cas;
        this.scheduler = scheduler;
    }

    /** A logout token of OpenID Connect. */
    public Mono<LogoutMessage> oidc(String token) {
        if (tokens == null) {
            return Mono.just(NO_PROVIDER);
        }
        return bounded(tokens.verify(token)
                .map(said -> new Valid(
                        handles.toEnd(Protocol.OIDC, LogoutHandles.ofLogout(said.session(), said.subject())),
                        new Notice(handles.message(Protocol.OIDC, said.id()), said.comesAgainFor()))));
    }

    /** A logout request of CAS: a ticket is good for one login, so that a request that comes again finds nothing. */
    public Mono<LogoutMessage> cas(String xml) {
        if (cas == null) {
            return Mono.just(NO_PROVIDER);
        }
        return bounded(Mono.fromCallable(() -> CasLogoutRequest.ticket(xml))
                .subscribeOn(scheduler)
                .map(ticket -> new Valid(handles.toEnd(Protocol.CAS, List.of(ticket)), null)));
    }

    /** A logout request of CAS for a ticket of the portal's own, by whichever CAS server: only the ledger knows such tickets. */
    public Mono<LogoutMessage> portalCas(String xml) {
        return bounded(Mono.fromCallable(() -> CasLogoutRequest.ticket(xml))
                .subscribeOn(scheduler)
                .map(ticket -> new Valid(handles.toEndPortal(ticket), null)));
    }

    /**
     * By what {@link #portalCas} will name a ticket that somebody carries to the portal.
     *
     * @param target path and query of their request
     * @return null if there is no ticket, as nearly always
     */
    public @Nullable Pseudonym portalTicket(String target) {
        String ticket = PortalTicket.in(target);
        return ticket == null ? null : handles.toBindPortal(ticket);
    }

    /** By what {@link #everySessionOf} will name the sessions of this person, beside what providers call them. */
    public Pseudonym sessionOf(Person person) {
        return handles.toBindUser(person.user());
    }

    /**
     * By what the ledger may know every cookie session of whoever has this name with the portal, as an operator says it.
     *
     * @param user the value of {@code Ecluse-User}
     * @return at least one; the first never changes while the first key is the same
     */
    public List<Pseudonym> everySessionOf(String user) {
        return handles.toEndUser(user);
    }

    private Mono<LogoutMessage> bounded(Mono<? extends LogoutMessage> message) {
        return Mono.defer(() -> places.tryAcquire()
                        ? message.doFinally(signal -> places.release())
                        : Mono.error(new RejectedExecutionException("as many messages as can be are under way")))
                .cast(LogoutMessage.class)
                .onErrorResume(error -> Mono.just(outcome(error)));
    }

    private static LogoutMessage outcome(Throwable error) {
        if (error instanceof TokenRefusedException refused) {
            return new Refused(refused.reason());
        }
        LOG.debug("event=logout-undecidable cause=\"{}\"", error.getMessage());
        return new Undecidable(error instanceof RejectedExecutionException ? "busy" : "no-keys");
    }
}

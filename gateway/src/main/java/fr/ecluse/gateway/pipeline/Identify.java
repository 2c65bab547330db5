package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.protection.TokenGuard;
import fr.ecluse.gateway.rules.PolicyInForce;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Authenticated, nobody, or rejected. On a public route only somebody authenticated counts: any other credential there is
 * the portal's own business.
 */
final class Identify implements Stage {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final Identifier identifier;
    private final Seats seats;
    private final PolicyInForce policy;
    private final LoginDesk logins;
    private final TokenGuard tokens;

    Identify(Identifier identifier, Seats seats, PolicyInForce policy, LoginDesk logins, TokenGuard tokens) {
        this.identifier = identifier;
        this.seats = seats;
        this.policy = policy;
        this.logins = logins;
        this.tokens = tokens;
    }

    @Override
    public Step take(Visit visit) {
        Credential credential = visit.credential();
        if (credential == null) {
            return nobody(visit);
        }
        Identification known = visit.identification();
        if (known == null) {
            known = identifier.known(credential);
        }
        return known != null
                ? judge(visit, known)
                : new Step.Later(
                        Mono.defer(() -> identifier.identify(credential)).map(found -> lookedInto(visit, found)));
    }

    private Step lookedInto(Visit visit, Identification found) {
        if (found instanceof Identification.Authenticated) {
            tokens.welcome(visit.origin().client());
        }
        return judge(visit, found);
    }

    private Step judge(Visit visit, Identification found) {
        visit.identifiedAs(found);
        if (found instanceof Identification.Authenticated authenticated) {
            return somebody(visit, authenticated.person());
        }
        if (visit.route().access() == RouteFacts.Access.PUBLIC) {
            return Step.NEXT;
        }
        if (found instanceof Identification.Rejected rejected) {
            return Step.answer(new Decision.InvalidToken(rejected.reason()));
        }
        if (found instanceof Identification.Foreign foreign) {
            return Step.answer(new Decision.InvalidToken(foreign.reason()));
        }
        if (found instanceof Identification.Undecidable) {
            return Step.answer(new Decision.Unavailable(ASK_AGAIN));
        }
        if (found instanceof Identification.Anonymous anonymous && anonymous.cookie() == Identification.Cookie.STALE) {
            visit.cookieIsStale();
        }
        return nobody(visit);
    }

    private Step somebody(Visit visit, Person person) {
        String session = person.session();
        if (session == null) {
            return entered(visit, person);
        }
        if (visit.route().access() == RouteFacts.Access.REQUIRED || visit.mode() == Mode.OFF) {
            return seats.ended(session)
                    ? ended(visit)
                    : entered(visit, person); // the ledger will be asked for the seat, or nobody wants it asked
        }
        SessionState known = seats.session(person.id(), session);
        return known == null
                ? new Step.Later(seats.session(session)
                        .map(state -> judge(visit, person, state))
                        .onErrorReturn(LedgerUnavailableException.class, Step.NEXT)) // can't be told: nobody
                : judge(visit, person, known);
    }

    private Step judge(Visit visit, Person person, SessionState state) {
        return state == SessionState.ENDED ? ended(visit) : entered(visit, person);
    }

    private Step ended(Visit visit) {
        visit.cookieIsStale();
        return nobody(visit);
    }

    private Step entered(Visit visit, Person person) {
        visit.isFrom(person, policy.current().favoured(person.roles()));
        return Step.NEXT;
    }

    private Step nobody(Visit visit) {
        return visit.route().access() == RouteFacts.Access.PUBLIC ? Step.NEXT : logins.knock(visit);
    }
}

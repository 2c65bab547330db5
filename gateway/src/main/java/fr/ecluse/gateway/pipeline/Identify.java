package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.identity.Person;
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

    Identify(Identifier identifier, Seats seats, PolicyInForce policy, LoginDesk logins) {
        this.identifier = identifier;
        this.seats = seats;
        this.policy = policy;
        this.logins = logins;
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
                        Mono.defer(() -> identifier.identify(credential)).map(found -> judge(visit, found)));
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
        if (found instanceof Identification.Undecidable) {
            return Step.answer(new Decision.Unavailable(ASK_AGAIN));
        }
        if (found instanceof Identification.Anonymous anonymous && anonymous.cookie() == Identification.Cookie.STALE) {
            visit.cookieIsStale();
        }
        return nobody(visit);
    }

    private Step somebody(Visit visit, Person person) {
        if (person.session() != null && seats.ended(person.session())) {
            visit.cookieIsStale();
            return nobody(visit);
        }
        visit.isFrom(person, policy.current().favoured(person.roles()));
        return Step.NEXT;
    }

    private Step nobody(Visit visit) {
        return visit.route().access() == RouteFacts.Access.PUBLIC ? Step.NEXT : logins.knock(visit);
    }
}

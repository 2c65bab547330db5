package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.ServiceSeats;
import fr.ecluse.gateway.admission.Serving;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Settings.Ledger.OnLoss;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import reactor.core.publisher.Mono;

/**
 * On the routes of a service with a ceiling of its own, the person has a seat of that service, takes one, or is told that it
 * is full: without a lane, since the rest of the ENT goes on. Stands after {@link Admit}, because the seat hangs on the one in
 * the ENT.
 *
 * <p>Somebody who has the seat passes without waiting for anything; other routes cost nothing. Background polling ({@code
 * activity: ignore}) is no use of a service: it takes no seat, or a portal's home page that asks for new mail would fill the
 * mail with people who do not read any.
 */
final class Serve implements Stage {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final Duration RETRY_AT_LEAST = Duration.ofSeconds(20);
    private static final Duration RETRY_SPREAD = Duration.ofSeconds(20);

    private final ServiceSeats services;
    private final PolicyInForce policy;
    private final Admit admit;
    private final OnLoss onLoss;
    private final DoubleSupplier random;

    /** @param random from 0 to 1: people who were sent away together do not come back together */
    Serve(ServiceSeats services, PolicyInForce policy, Admit admit, OnLoss onLoss, DoubleSupplier random) {
        this.services = services;
        this.policy = policy;
        this.admit = admit;
        this.onLoss = onLoss;
        this.random = random;
    }

    @Override
    public Step take(Visit visit) {
        String service = visit.route().service();
        Person person = visit.person();
        if (service == null
                || person == null
                || visit.route().access() == RouteFacts.Access.PUBLIC
                || visit.route().activity() == RouteFacts.Activity.IGNORE
                || visit.mode() == Mode.OFF
                || !policy.current().isCapped(service)) {
            return Step.NEXT;
        }
        if (services.held(person.id(), service)) {
            return Step.NEXT;
        }
        return visit.mode() == Mode.OBSERVE ? observe(visit, person, service) : ask(visit, person, service);
    }

    /** Everybody is served; somebody without a seat in the ENT was let through without one a moment ago. */
    private Step observe(Visit visit, Person person, String service) {
        return new Step.Later(services.observe(person.id(), service)
                .map(serving -> {
                    if (serving instanceof Serving.Beyond) {
                        visit.observed("service-full");
                    }
                    return Step.NEXT;
                })
                .onErrorReturn(LedgerUnavailableException.class, Step.NEXT));
    }

    private Step ask(Visit visit, Person person, String service) {
        Mono<Serving> asked = services.serve(person.id(), service);
        return new Step.Later(asked.flatMap(serving -> serving instanceof Serving.NoSeat
                        ? enterAnew(visit)
                                .flatMap(step -> step instanceof Step.Next ? judged(asked, service) : Mono.just(step))
                        : Mono.just(judge(serving, service)))
                .onErrorResume(LedgerUnavailableException.class, lost -> Mono.just(lost())));
    }

    /** The seat in the ENT was freed a moment ago: whoever asked comes to the door like anybody. */
    private Mono<Step> enterAnew(Visit visit) {
        Step step = admit.take(visit);
        return step instanceof Step.Later later ? later.step() : Mono.just(step);
    }

    private Mono<Step> judged(Mono<Serving> asked, String service) {
        return asked.map(serving -> judge(serving, service));
    }

    private Step judge(Serving serving, String service) {
        if (serving instanceof Serving.Served) {
            return Step.NEXT;
        }
        if (serving instanceof Serving.Full) {
            return Step.answer(new Decision.ServiceFull(service, retryAfter()));
        }
        return Step.answer(new Decision.Unavailable(ASK_AGAIN)); // freed once more while we asked
    }

    private Duration retryAfter() {
        return RETRY_AT_LEAST.plusMillis((long) (RETRY_SPREAD.toMillis() * random.getAsDouble()));
    }

    private Step lost() {
        return onLoss == OnLoss.ADMIT ? Step.NEXT : Step.answer(new Decision.Unavailable(ASK_AGAIN));
    }
}

package fr.ecluse.gateway.pipeline;

import reactor.core.publisher.Mono;

/** What a stage says about a visit. There is no default: a stage that says nothing does not compile. */
sealed interface Step {

    /** The next stage may look. */
    Step NEXT = new Next();

    /** Use {@link #NEXT}: one instance is enough for every request. */
    record Next() implements Step {}

    /** The visit ends here. */
    record Answer(Decision decision) implements Step {}

    /** Something must be waited for; the fast path never comes here. */
    record Later(Mono<Step> step) implements Step {}

    static Step answer(Decision decision) {
        return new Answer(decision);
    }
}

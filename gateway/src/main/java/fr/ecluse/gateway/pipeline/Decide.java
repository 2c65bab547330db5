package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict;

/** Role × instant × service → verdict. A field read: the verdict is computed once per window edge. */
final class Decide implements Stage {

    private final PolicyInForce policy;
    private final AttemptListener attempts;

    Decide(PolicyInForce policy, AttemptListener attempts) {
        this.policy = policy;
        this.attempts = attempts;
    }

    @Override
    public Step take(Visit visit) {
        Person person = visit.person();
        Role role = visit.role();
        if (person == null
                || role == null
                || visit.route().access() == RouteFacts.Access.PUBLIC
                || visit.mode() == Mode.OFF) {
            return Step.NEXT;
        }
        Verdict verdict = policy.current().verdict(role, visit.route().service());
        if (verdict instanceof Verdict.Refused refused) {
            if (visit.mode() == Mode.OBSERVE) {
                visit.observed("refused");
                return Step.NEXT;
            }
            attempts.refused(person.id(), refused.rule());
            return Step.answer(new Decision.Refused(role, refused.rule(), refused.reopensAt()));
        }
        if (verdict instanceof Verdict.RefusedToNewcomers refused) {
            visit.newcomersRefused(refused);
        }
        return Step.NEXT;
    }
}

package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.policy.LocalText;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Every standing order of an ENT at one instant, by what each is about. Immutable; has one about each subject. */
public record Orders(Map<Subject, StandingOrder> bySubject) {

    /** Nobody has ever ordered anything. */
    public static final Orders NONE = of(List.of());

    public Orders {
        Map<Subject, StandingOrder> all = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            StandingOrder given = bySubject.get(subject);
            all.put(subject, given == null ? StandingOrder.none(subject) : given);
        }
        bySubject = Map.copyOf(all);
    }

    /** Of those that there are; what is missing was never ordered. */
    public static Orders of(List<StandingOrder> orders) {
        Map<Subject, StandingOrder> given = new EnumMap<>(Subject.class);
        orders.forEach(order -> given.put(order.subject(), order));
        return new Orders(given);
    }

    /** The one about that. */
    public StandingOrder about(Subject subject) {
        return Objects.requireNonNull(bySubject.get(subject));
    }

    /** The same with this one in the place of that about the same subject. */
    public Orders with(StandingOrder order) {
        Map<Subject, StandingOrder> all = new EnumMap<>(bySubject);
        all.put(order.subject(), order);
        return new Orders(all);
    }

    public StandingOrder modeOrder() {
        return about(Subject.MODE);
    }

    public StandingOrder messageOrder() {
        return about(Subject.MESSAGE);
    }

    /** A word that this version does not know is none that it could obey. */
    public Mode mode() {
        Mode mode = Mode.of(modeOrder().value());
        return mode == null ? Mode.ON : mode;
    }

    /** What is said to people who wait. */
    public LocalText message() {
        return VisitorMessage.read(messageOrder().value());
    }
}

package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.CeilingState.Source;
import fr.ecluse.gateway.admission.Holding;
import fr.ecluse.gateway.admission.Recollection;
import fr.ecluse.gateway.admission.ServiceHolding;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a node writes down what it tells a Redis that forgot. */
final class Reentries {

    private Reentries() {}

    static Arguments recall(String epoch, Recollection told) {
        Arguments arguments = new Arguments().text(epoch);
        ceiling(arguments, told.ceiling());
        arguments
                .number((long) told.freed().size())
                .number((long) told.freedRoles().size())
                .number((long) told.endedSessions().size());
        told.freed().forEach((person, ago) -> arguments.person(person).number(ago.toMillis()));
        told.freedRoles().forEach((role, ago) -> arguments.text(role.name()).number(ago.toMillis()));
        told.endedSessions().forEach(arguments::text);
        return arguments;
    }

    private static void ceiling(Arguments arguments, @Nullable CeilingState ceiling) {
        if (ceiling == null || ceiling.source() == Source.POLICY) {
            arguments
                    .number(ceiling == null ? 0L : (Long) ceiling.version())
                    .text(null)
                    .text(null);
            return;
        }
        Duration endsIn = ceiling.endsIn();
        arguments
                .number(ceiling.version())
                .number((long) ceiling.sessions())
                .number(endsIn == null ? null : (Long) endsIn.toMillis());
    }

    static Arguments seats(String epoch, List<Holding> batch) {
        Arguments arguments = new Arguments().text(epoch);
        for (Holding held : batch) {
            arguments
                    .person(held.person())
                    .text(held.role().name())
                    .number(held.age().toMillis())
                    .number(held.remaining().toMillis());
        }
        return arguments;
    }

    static Arguments services(String epoch, List<ServiceHolding> batch) {
        Arguments arguments = new Arguments().text(epoch);
        for (ServiceHolding held : batch) {
            arguments
                    .person(held.person())
                    .text(held.service())
                    .number(held.remaining().toMillis());
        }
        return arguments;
    }
}

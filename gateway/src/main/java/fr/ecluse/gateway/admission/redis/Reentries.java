package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.CeilingState.Source;
import fr.ecluse.gateway.admission.Holding;
import fr.ecluse.gateway.admission.Recollection;
import java.time.Duration;
import java.util.List;

/** How a node writes down what it tells a Redis that forgot. */
final class Reentries {

    private Reentries() {}

    static Arguments recall(String epoch, Recollection told) {
        CeilingState ceiling = told.ceiling();
        boolean live = ceiling != null && ceiling.source() == Source.LIVE;
        Duration endsIn = live ? ceiling.endsIn() : null;
        Arguments arguments = new Arguments()
                .text(epoch)
                .number(ceiling == null ? 0 : ceiling.version())
                .number(live ? (Long) (long) ceiling.sessions() : null)
                .number(endsIn == null ? null : (Long) endsIn.toMillis())
                .number((long) told.freed().size())
                .number((long) told.freedRoles().size())
                .number((long) told.endedSessions().size());
        told.freed().forEach((person, ago) -> arguments.person(person).number(ago.toMillis()));
        told.freedRoles().forEach((role, ago) -> arguments.text(role.name()).number(ago.toMillis()));
        told.endedSessions().forEach(arguments::text);
        return arguments;
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
}

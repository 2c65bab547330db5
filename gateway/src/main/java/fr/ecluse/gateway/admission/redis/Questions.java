package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.AuditNote;
import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.CeilingState.Source;
import fr.ecluse.gateway.admission.Holding;
import fr.ecluse.gateway.admission.Recollection;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.ExpectedLine;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest;
import fr.ecluse.gateway.admission.SeatLedger.Notice;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.gateway.admission.ServiceHolding;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How each question to the ledger is written down as the arguments of its script; the scripts say what they mean. */
final class Questions {

    private Questions() {}

    static Arguments announcement(PolicyNumbers numbers, String run, String epoch) {
        String priority = numbers.priority().stream()
                .map(threshold -> threshold.admittedBelowPercent() + " "
                        + threshold.role().name())
                .collect(Collectors.joining("\n"));
        Arguments arguments = new Arguments()
                .text(numbers.sha256())
                .number(numbers.loadedAtMillis())
                .number((long) numbers.sessions())
                .number((long) numbers.atLeast())
                .number((long) numbers.atMost())
                .number((long) numbers.newPerSecond())
                .number(numbers.idle().toMillis())
                .number(numbers.longest().toMillis())
                .text(priority)
                .text(run)
                .text(epoch);
        numbers.services().forEach(own -> arguments.text(own.service()).number((long) own.sessions()));
        return arguments;
    }

    /**
     * @param what {@code admit}, {@code find}, {@code queue} or {@code observe}
     * @param claims with the same open roles
     */
    static Arguments claims(String what, String epoch, List<Claim> claims) {
        Arguments arguments =
                new Arguments().text(epoch).text(what).roles(claims.get(0).open());
        for (Claim claim : claims) {
            arguments
                    .person(claim.person())
                    .text(claim.role().name())
                    .text(claim.session())
                    .number(claim.arrivalMillis());
        }
        return arguments;
    }

    static Arguments renewals(String epoch, List<Renewal> batch) {
        Arguments arguments = new Arguments().text(epoch);
        batch.forEach(renewal ->
                arguments.person(renewal.person()).number(renewal.idleFor().toMillis()));
        return arguments;
    }

    static Arguments serviceClaims(String epoch, List<ServiceClaim> claims) {
        Arguments arguments = new Arguments().text(epoch);
        claims.forEach(claim -> arguments
                .person(claim.person())
                .text(claim.service())
                .number(claim.idleFor().toMillis()));
        return arguments;
    }

    /** A question about one service, that seats whatever room there is. */
    static Arguments observation(String epoch, ServiceClaim claim) {
        return serviceClaims(epoch, List.of(claim)).text("observe");
    }

    static Arguments binding(Binding binding, int sessionsPerHandle) {
        return new Arguments()
                .person(binding.person())
                .text(binding.session())
                .number(binding.lasts().toMillis())
                .number((long) sessionsPerHandle)
                .handles(binding.handles());
    }

    static Arguments end(List<Pseudonym> handles, @Nullable Notice notice) {
        Arguments arguments = notice == null
                ? new Arguments().text(null).number(null)
                : new Arguments().person(notice.id()).number(notice.lasts().toMillis());
        return arguments.handles(handles);
    }

    static Arguments order(CeilingOrder order) {
        Duration endsIn = order.endsIn();
        return new Arguments()
                .number((long) order.sessions())
                .number(endsIn == null ? null : endsIn.toMillis())
                .number(order.expectedVersion())
                .text(order.by())
                .text(order.reason());
    }

    static Arguments clearance(CeilingClearance clearance) {
        return new Arguments()
                .number(null)
                .number(null)
                .number(clearance.expectedVersion())
                .text(clearance.by())
                .text(clearance.reason());
    }

    static Arguments change(StandingOrder.Change change) {
        Duration endsIn = change.endsIn();
        Arguments arguments = new Arguments()
                .text(change.subject().word())
                .text(change.value())
                .number(endsIn == null ? null : endsIn.toMillis())
                .number(change.expectedVersion())
                .text(change.by())
                .text(change.reason())
                .text(change.subject().otherwise());
        return change.audited() == null
                ? arguments
                : arguments.text(change.audited().from()).text(change.audited().to());
    }

    static Arguments recallOrder(String epoch, StandingOrder order) {
        Duration endsIn = order.endsIn();
        return new Arguments()
                .text(epoch)
                .text(order.subject().word())
                .number(order.version())
                .text(order.value())
                .number(endsIn == null ? null : endsIn.toMillis())
                .text(order.by())
                .text(order.reason());
    }

    static Arguments note(AuditNote note) {
        return new Arguments()
                .text(note.by())
                .text(note.what())
                .text(note.from())
                .text(note.to())
                .text(note.reason());
    }

    static Arguments lease(LeaseRequest request, String epoch) {
        return new Arguments()
                .text(request.node())
                .number((long) request.held())
                .number((long) request.given())
                .number(request.wish() == LeaseRequest.Wish.SOME ? 1L : 0L)
                .text(epoch);
    }

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

    static Arguments holdings(String epoch, List<Holding> batch) {
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

    static Arguments serviceHoldings(String epoch, List<ServiceHolding> batch) {
        Arguments arguments = new Arguments().text(epoch);
        for (ServiceHolding held : batch) {
            arguments
                    .person(held.person())
                    .text(held.service())
                    .number(held.remaining().toMillis());
        }
        return arguments;
    }

    static Arguments expectedLines(String epoch, List<ExpectedLine> lines) {
        Arguments arguments = new Arguments().text(epoch);
        for (ExpectedLine line : lines) {
            arguments
                    .text(line.lane().name())
                    .number(line.people())
                    .number(line.within().toMillis())
                    .number(line.calledUntilMillis());
        }
        return arguments;
    }
}

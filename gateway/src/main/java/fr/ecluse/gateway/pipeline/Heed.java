package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.Seats;

/**
 * By which mode the operators want this request judged: one for the whole of it. A field read, except in the first moment of a
 * node that has not heard the ledger yet, which asks it rather than let somebody pass whom a standing order holds back.
 */
final class Heed implements Stage {

    private final Seats seats;

    Heed(Seats seats) {
        this.seats = seats;
    }

    @Override
    public Step take(Visit visit) {
        Mode mode = seats.orders().mode();
        return mode == null ? new Step.Later(seats.mode().map(heard -> judge(visit, heard))) : judge(visit, mode);
    }

    private static Step judge(Visit visit, Mode mode) {
        visit.under(mode);
        return Step.NEXT;
    }
}

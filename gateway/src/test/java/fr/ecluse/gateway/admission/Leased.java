package fr.ecluse.gateway.admission;

import java.util.Objects;

/** What a node's reserve holds, as that node has heard: for tests of ledgers. */
public final class Leased {

    private Leased() {}

    public static int seats(Reserve reserve) {
        return Objects.requireNonNull(reserve.request(SeatLedger.LeaseRequest.Wish.SOME))
                .held();
    }
}

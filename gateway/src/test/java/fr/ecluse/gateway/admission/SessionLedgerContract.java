package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.ELEVE;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Ended;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What every ledger does about sessions that end, here or at their provider, whatever it is made of. */
public abstract class SessionLedgerContract extends LedgerContract {

    @Test
    void anEndedSessionIsDeadAndAnotherOfThePersonIsNot() {
        announce(5);
        claim(1, ELEVE, "phone");
        release(1, "phone");
        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
        assertThat(claim(1, ELEVE, "laptop")).isInstanceOf(Seated.class);
        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
        advance(LONGEST.plusHours(11));
        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
    }

    @Test
    void anEndedSessionIsKnownAsSuchToWhoeverNeedsNoSeat() {
        announce(1);
        assertThat(ledger.session("phone").block()).isEqualTo(SeatLedger.SessionState.NOT_ENDED);
        release(1, "phone");
        assertThat(ledger.session("phone").block()).isEqualTo(SeatLedger.SessionState.ENDED);
        assertThat(ledger.session("laptop").block()).isEqualTo(SeatLedger.SessionState.NOT_ENDED);
    }

    @Test
    void aDeadSessionCannotTakeAwayTheSeatOfTheNextOne() {
        announce(1);
        claim(1, ELEVE, "phone");
        assertThat(release(1, "phone")).isEqualTo(1);
        claim(1, ELEVE, "laptop");
        assertThat(release(1, "phone")).isZero();
        assertThat(census().total()).isEqualTo(1);
        assertThat(claim(1, ELEVE, "laptop")).isEqualTo(new Seated(ELEVE, Duration.ZERO, IDLE, Taken.BEFORE));
    }

    @Test
    void aHandleEndsEverySessionTiedToItAndNoOther() {
        announce(3);
        claim(1, ELEVE, "phone");
        claim(2, ELEVE, "tablet");
        claim(3, ELEVE, "laptop");
        assertThat(claim(4, ELEVE)).isInstanceOf(Waiting.class);
        bind(1, "phone", 101, 100);
        bind(2, "tablet", 102, 100);
        bind(3, "laptop", 103);

        assertThat(end(100)).isEqualTo(new Ended(2, 2, 2));

        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
        assertThat(claim(2, ELEVE, "tablet")).isEqualTo(new Admission.SessionEnded());
        assertThat(claim(3, ELEVE, "laptop")).isInstanceOf(Seated.class);
        assertThat(claim(4, ELEVE)).as("the freed seat is there at once").isInstanceOf(Seated.class);
        assertThat(end(101, 102)).as("the same sessions by other handles").isEqualTo(new Ended(0, 0, 2));
    }

    @Test
    void aSessionThatTwoOfTheHandlesTieCountsOnce() {
        announce(1);
        claim(1, ELEVE, "phone");
        bind(1, "phone", 100, 101);

        assertThat(end(100, 101)).isEqualTo(new Ended(1, 1, 1));
        assertThat(end(100, 101)).as("handles are good for once").isEqualTo(new Ended(0, 0, 0));
    }

    @Test
    void aHandleThatTiesNothingEndsNothing() {
        announce(1);
        claim(1, ELEVE, "phone");
        assertThat(end(100)).isEqualTo(new Ended(0, 0, 0));
        assertThat(claim(1, ELEVE, "phone")).isInstanceOf(Seated.class);
    }

    @Test
    void aSessionThatEndedBeforeDoesNotCostItsPersonTheSeatTheySitOnNow() {
        announce(2);
        claim(1, ELEVE, "phone");
        bind(1, "phone", 100);
        release(1, "phone");
        claim(1, ELEVE, "laptop");

        assertThat(end(100)).isEqualTo(new Ended(0, 0, 1));

        assertThat(census().total()).isEqualTo(1);
        assertThat(claim(1, ELEVE, "laptop")).isEqualTo(new Seated(ELEVE, Duration.ZERO, IDLE, Taken.BEFORE));
    }

    @Test
    void aSessionIsDeadEvenIfItsPersonHasNoSeat() {
        announce(2);
        claim(1, ELEVE, "phone");
        bind(1, "phone", 100);
        advance(IDLE);
        assertThat(end(100)).isEqualTo(new Ended(1, 0, 1));
        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
    }

    @Test
    void whoWaitsLosesThePlaceWhenTheProviderEndsTheSession() {
        announce(1);
        claim(1, ELEVE);
        claim(2, ELEVE, "phone");
        bind(2, "phone", 100);
        assertThat(end(100)).isEqualTo(new Ended(1, 0, 1));
        assertThat(lane(ELEVE).waiting()).isZero();
    }

    @Test
    void whatIsTiedIsForgottenWhenTheSessionIsOver() {
        announce(2);
        bind(1, "phone", 100);
        advance(LONGEST.minusMillis(1));
        bind(2, "tablet", 100);
        claim(1, ELEVE, "phone");
        claim(2, ELEVE, "tablet");
        advance(Duration.ofMillis(1));
        assertThat(end(100)).isEqualTo(new Ended(1, 1, 1));
        assertThat(claim(1, ELEVE, "phone")).isInstanceOf(Seated.class);
    }

    @Test
    void tyingTwiceIsTyingOnceForLonger() {
        announce(2);
        bind(1, "phone", 100);
        advance(LONGEST.minusMillis(1));
        bind(1, "phone", 100);
        advance(LONGEST.minusMillis(1));
        assertThat(end(100)).isEqualTo(new Ended(1, 0, 1));
    }

    @Test
    void aNoticeThatComesAgainDoesNothing() {
        announce(2);
        SeatLedger.Notice notice = new SeatLedger.Notice(person(900), Duration.ofMinutes(2));
        claim(1, ELEVE, "phone");
        bind(1, "phone", 100);
        assertThat(end(notice, 100)).isEqualTo(new Ended(1, 1, 1));

        claim(1, ELEVE, "laptop");
        bind(1, "laptop", 100);
        assertThat(end(notice, 100)).isEqualTo(new Ended(0, 0, 0));
        advance(Duration.ofMinutes(2).minusMillis(1));
        assertThat(end(notice, 100)).isEqualTo(new Ended(0, 0, 0));
        assertThat(claim(1, ELEVE, "laptop")).isInstanceOf(Seated.class);
        advance(Duration.ofMillis(1));
        assertThat(end(notice, 100)).isEqualTo(new Ended(1, 1, 1));
    }

    @Test
    void oneSessionTooManyEndsTheOneThatIsOverFirst() {
        announce(2);
        for (int i = 0; i < SeatLedger.SESSIONS_PER_HANDLE; i++) {
            bind(1, "session-" + i, 100);
            advance(Duration.ofMillis(1));
        }
        bind(1, "session-0", 100); // not one more; now the last to be over
        assertThat(claim(1, ELEVE, "session-1")).isInstanceOf(Seated.class);

        bind(2, "one more", 100);

        assertThat(claim(1, ELEVE, "session-1")).isEqualTo(new Admission.SessionEnded());
        assertThat(claim(1, ELEVE, "session-0")).isInstanceOf(Seated.class);
        assertThat(end(100).sessions()).isEqualTo(SeatLedger.SESSIONS_PER_HANDLE);
    }

    @Test
    void everyNodeHearsOfSessionsThatAProviderEnded() {
        Queue<LedgerChange> heard = new ConcurrentLinkedQueue<>();
        announce(5);
        ledger.changes().filter(LedgerChange.SeatReleased.class::isInstance).subscribe(heard::add);
        bind(1, "phone", 100);
        bind(2, "tablet", 100);
        end(100);
        Await.until(() -> heard.size() >= 2);
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        new LedgerChange.SeatReleased(person(1), "phone"),
                        new LedgerChange.SeatReleased(person(2), "tablet"));
    }
}

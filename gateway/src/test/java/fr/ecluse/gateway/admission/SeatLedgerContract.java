package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.AUTRE;
import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static fr.ecluse.policy.Role.PARENT;
import static fr.ecluse.policy.Role.PERSONNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fr.ecluse.gateway.admission.CeilingRefusedException.Reason;
import fr.ecluse.gateway.admission.CeilingState.Source;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every ledger does about seats and the ceiling, whatever it is made of. */
public abstract class SeatLedgerContract extends LedgerContract {

    @Test
    void knowsNothingBeforeAPolicyIsAnnounced() {
        assertThatThrownBy(() -> claim(1, ELEVE)).isInstanceOf(LedgerUnavailableException.class);
        assertThatThrownBy(() -> census()).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void aNewcomerTakesASeatAndFindsItAgain() {
        announce(10);
        assertThat(claim(1, ELEVE)).isEqualTo(new Seated(ELEVE, Duration.ZERO, IDLE, Taken.NOW));
        advance(Duration.ofMinutes(3));
        assertThat(claim(1, ELEVE)).isEqualTo(new Seated(ELEVE, Duration.ofMinutes(3), IDLE, Taken.BEFORE));
    }

    @Test
    void onePersonOnTwoDevicesHoldsOneSeat() {
        announce(10);
        claim(1, ELEVE, "phone");
        assertThat(claim(1, ELEVE, "laptop")).isInstanceOf(Seated.class);
        assertThat(census().total()).isEqualTo(1);
    }

    @Test
    void nobodyNewEntersWhileTheSeatsAreTaken() {
        announce(2);
        claim(1, ELEVE);
        claim(2, ENSEIGNANT);
        assertThat(claim(3, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(claim(1, ELEVE)).isInstanceOf(Seated.class);
        assertThat(census().seats()).containsEntry(ELEVE, 1L).containsEntry(ENSEIGNANT, 1L);
    }

    @Test
    void whoWaitsEntersOnceTheCeilingIsRaised() {
        announce(2);
        claim(1, ELEVE);
        claim(2, ELEVE);
        assertThat(claim(3, ELEVE)).isInstanceOf(Waiting.class);
        raise(3);
        assertThat(claim(3, ELEVE)).isInstanceOf(Seated.class);
        assertThat(census().total()).isEqualTo(3);
    }

    @Test
    void loweringTheCeilingEjectsNobody() {
        announce(3);
        claim(1, ELEVE);
        claim(2, ELEVE);
        claim(3, ELEVE);
        raise(1);
        assertThat(Stream.of(1, 2, 3).map(n -> claim(n, ELEVE))).allMatch(Seated.class::isInstance);
        release(1);
        assertThat(claim(4, ELEVE)).isInstanceOf(Waiting.class);
        release(2);
        assertThat(claim(4, ELEVE)).isInstanceOf(Waiting.class);
        release(3);
        assertThat(claim(4, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void anUnusedSeatIsFreedAtItsExpiryAndNotBefore() {
        announce(1);
        claim(1, ELEVE);
        advance(IDLE.minusMillis(1));
        assertThat(claim(2, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(census().total()).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(census().total()).isZero();
        advance(Duration.ofSeconds(1));
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void activityKeepsTheSeatButNotForLongerThanTheLongest() {
        announce(1);
        claim(1, ELEVE);
        for (Duration age = Duration.ZERO; age.compareTo(LONGEST) < 0; age = age.plusMinutes(8)) {
            assertThat(claim(1, ELEVE))
                    .isEqualTo(new Seated(ELEVE, age, least(IDLE, LONGEST.minus(age)), Taken.BEFORE));
            advance(Duration.ofMinutes(8));
        }
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
        assertThat(claim(1, ELEVE)).isInstanceOf(Waiting.class);
    }

    @Test
    void aRenewalCountsFromTheActivityThatItBrings() {
        announce(1);
        claim(1, ELEVE);
        advance(Duration.ofMinutes(5));
        assertThat(renew(1, Duration.ofMinutes(2))).isEqualTo(new Renewed.Extended(Duration.ofMinutes(8)));
        assertThat(renew(1, Duration.ofMinutes(4))).isEqualTo(new Renewed.Extended(Duration.ofMinutes(8)));
        advance(Duration.ofMinutes(8));
        assertThat(renew(1, Duration.ZERO)).isEqualTo(new Renewed.Gone());
    }

    @Test
    void aRenewalRevivesNothing() {
        announce(5);
        claim(1, ELEVE);
        claim(2, ELEVE);
        release(2);
        advance(IDLE);
        List<Renewal> batch = List.of(renewal(1), renewal(2), renewal(3));
        assertThat(ledger.renew(batch).block()).containsOnly(new Renewed.Gone()).hasSize(3);
        assertThat(census().total()).isZero();
    }

    @Test
    void aRenewalEndsAtTheLongest() {
        announce(1);
        claim(1, ELEVE);
        for (int i = 0; i < 59; i++) {
            advance(Duration.ofMinutes(8));
            assertThat(renew(1, Duration.ZERO)).isInstanceOf(Renewed.Extended.class);
        }
        assertThat(renew(1, Duration.ZERO)).isEqualTo(new Renewed.Extended(Duration.ofMinutes(8)));
    }

    @Test
    void aMoreFavouredRoleMovesTheSeatAndALessFavouredOneDoesNot() {
        announce(10);
        claim(1, PARENT);
        advance(Duration.ofMinutes(1));
        assertThat(claim(1, ENSEIGNANT)).isEqualTo(new Seated(ENSEIGNANT, Duration.ofMinutes(1), IDLE, Taken.BEFORE));
        assertThat(((Seated) claim(1, PARENT)).role()).isEqualTo(ENSEIGNANT);
        assertThat(census().seats()).containsEntry(ENSEIGNANT, 1L).containsEntry(PARENT, 0L);
        assertThat(census().total()).isEqualTo(1);
    }

    @Test
    void aLowerRoleNeverEntersWhatIsKeptForHigherOnes() {
        announce(10);
        for (int n = 0; n < 12; n++) {
            claim(n, PARENT);
        }
        assertThat(census().seats()).containsEntry(PARENT, 8L);
        assertThat(claim(20, PERSONNEL)).isInstanceOf(Seated.class);
        assertThat(claim(21, ELEVE)).isInstanceOf(Seated.class);
        assertThat(census().total()).isEqualTo(10);
        assertThat(claim(22, ELEVE)).isInstanceOf(Waiting.class);
    }

    @Test
    void aThresholdHoldsOnTheCeilingInForce() {
        announce(10);
        for (int n = 0; n < 8; n++) {
            claim(n, PARENT);
        }
        assertThat(claim(9, PARENT)).isInstanceOf(Waiting.class);
        raise(11); // 8 × 100 < 80 × 11
        assertThat(claim(9, PARENT)).isInstanceOf(Seated.class);
        assertThat(claim(10, PARENT)).isInstanceOf(Waiting.class);
    }

    @Test
    void aRoleAtZeroPercentIsClosed() {
        ledger.announce(numbers(10, 0, List.of(new Threshold(ELEVE, 100), new Threshold(PARENT, 0))))
                .block();
        assertThat(claim(1, PARENT)).isInstanceOf(Waiting.class);
        assertThat(lane(PARENT).callable()).isFalse();
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void aRoleThatThePolicyDoesNotNameWaits() {
        announce(10);
        assertThat(claim(1, new Role("visiteur"))).isInstanceOf(Waiting.class);
    }

    @Test
    void findingGivesNeitherSeatNorPlace() {
        announce(5);
        assertThat(find(1)).isEqualTo(new Admission.NoSeat());
        assertThat(census().total()).isZero();
        assertThat(lane(ELEVE).waiting()).isZero();
        claim(1, PARENT);
        advance(Duration.ofMinutes(4));
        assertThat(find(1)).isEqualTo(new Seated(ELEVE, Duration.ofMinutes(4), IDLE, Taken.BEFORE));
    }

    @Test
    void releasingFreesSeatAndPlaceAndIsSafeTwice() {
        announce(1);
        claim(1, ELEVE);
        claim(2, ELEVE);
        assertThat(release(1)).isEqualTo(1);
        assertThat(release(1)).isZero();
        assertThat(release(2)).isZero();
        assertThat(lane(ELEVE).waiting()).isZero();
        assertThat(claim(3, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void releasingARoleFreesItsSeatsAndNoOthers() {
        announce(10_000);
        for (int n = 0; n < 2_500; n++) {
            claim(n, PARENT);
        }
        claim(5_000, ELEVE);
        assertThat(ledger.releaseRole(PARENT).block().seats()).isEqualTo(2_500);
        assertThat(census().seats()).containsEntry(PARENT, 0L).containsEntry(ELEVE, 1L);
        assertThat(renew(1, Duration.ZERO)).isEqualTo(new Renewed.Gone());
        assertThat(claim(1, PARENT)).isEqualTo(new Seated(PARENT, Duration.ZERO, IDLE, Taken.NOW));
    }

    @Test
    void theLiveCeilingFallsBackByItself() {
        announce(2);
        CeilingState state = ledger.raise(new CeilingOrder(5, Duration.ofMinutes(1), null, "astreinte", "renfort"))
                .block();
        assertThat(state).isEqualTo(new CeilingState(5, 1, 100_000, Source.LIVE, 1, Duration.ofMinutes(1)));
        advance(Duration.ofSeconds(59));
        assertThat(census().ceiling().endsIn()).isEqualTo(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(1));
        assertThat(census().ceiling()).isEqualTo(new CeilingState(2, 1, 100_000, Source.POLICY, 1, null));
    }

    @Test
    void anOrderOutOfBoundsOrTooLateIsRefusedAndSaysWhatIsInForce() {
        announce(50);
        raise(60);
        CeilingRefusedException stale = catchThrowableOfType(
                CeilingRefusedException.class,
                () -> ledger.raise(new CeilingOrder(70, null, 0L, "a", "b")).block());
        assertThat(stale.reason()).isEqualTo(Reason.STALE_VERSION);
        assertThat(stale.inForce()).isEqualTo(new CeilingState(60, 1, 100_000, Source.LIVE, 1, null));
        assertThat(catchThrowableOfType(CeilingRefusedException.class, () -> raise(100_001))
                        .reason())
                .isEqualTo(Reason.OUT_OF_BOUNDS);
        assertThat(catchThrowableOfType(CeilingRefusedException.class, () -> raise(0))
                        .reason())
                .isEqualTo(Reason.OUT_OF_BOUNDS);
        assertThatThrownBy(
                        () -> ledger.clear(new CeilingClearance(7L, "a", "b")).block())
                .isInstanceOf(CeilingRefusedException.class);
        assertThat(census().ceiling().sessions()).isEqualTo(60);
        assertThat(ledger.audit(10).block()).hasSize(1);
    }

    @Test
    void everyChangeOfTheCeilingIsAuditedNewestFirst() {
        announce(50);
        raise(60);
        advance(Duration.ofSeconds(1));
        CeilingState cleared = ledger.clear(new CeilingClearance(1L, "astreinte", "fin de l'alerte"))
                .block();
        assertThat(cleared).isEqualTo(new CeilingState(50, 1, 100_000, Source.POLICY, 2, null));
        List<AuditEntry> audit = ledger.audit(10).block();
        assertThat(audit)
                .extracting(AuditEntry::by, AuditEntry::what, AuditEntry::from, AuditEntry::to, AuditEntry::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("astreinte", "ceiling", "60", "50", "fin de l'alerte"),
                        org.assertj.core.groups.Tuple.tuple("astreinte", "ceiling", "50", "60", "renfort"));
        assertThat(Duration.between(audit.get(1).at(), audit.get(0).at())).isEqualTo(Duration.ofSeconds(1));
        assertThat(ledger.audit(1).block()).hasSize(1);
    }

    @Test
    void whatIsNotedStandsInTheAuditBesideTheCeiling() {
        announce(50);
        raise(60);
        advance(Duration.ofSeconds(1));
        AuditNote note = new AuditNote("astreinte", "seats/role/parent", "seats=3", "seats=0", "alerte n° 2");
        ledger.note(note).block();

        List<AuditEntry> audit = ledger.audit(10).block();
        assertThat(audit).extracting(AuditEntry::what).containsExactly("seats/role/parent", "ceiling");
        assertThat(audit.get(0))
                .isEqualTo(new AuditEntry(
                        audit.get(1).at().plusSeconds(1),
                        note.by(),
                        note.what(),
                        note.from(),
                        note.to(),
                        note.reason()));
    }

    @Test
    void theNewestPolicyWinsAndLiveChangesStay() {
        announce(10);
        ledger.announce(loadedAt(2_000, 30)).block();
        ledger.announce(loadedAt(1_500, 20)).block();
        assertThat(census().ceiling().sessions()).isEqualTo(30);
        raise(40);
        ledger.announce(loadedAt(3_000, 35)).block();
        assertThat(census().ceiling().sessions()).isEqualTo(40);
        ledger.clear(new CeilingClearance(null, "a", "b")).block();
        assertThat(census().ceiling().sessions()).isEqualTo(35);
    }

    @Test
    void seatsOfARoleThatANewPolicyNamesNoMoreStillCount() {
        announce(2);
        claim(1, AUTRE);
        ledger.announce(numbers(2, 0, List.of(new Threshold(ELEVE, 100)), 5_000))
                .block();
        claim(2, ELEVE);
        assertThat(claim(3, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(claim(1, AUTRE)).isInstanceOf(Seated.class);
        assertThat(((Seated) claim(1, ELEVE)).role()).isEqualTo(ELEVE);
        assertThat(census().total()).isEqualTo(2);
    }

    @Test
    void everyNodeHearsOfChanges() {
        Queue<LedgerChange> heard = new ConcurrentLinkedQueue<>();
        ledger.changes().subscribe(heard::add);
        announce(5);
        claim(1, ELEVE, "phone");
        raise(6);
        release(1, "phone");
        release(2);
        ledger.releaseRole(PARENT).block();
        Await.until(() -> heard.size() >= 5);
        assertThat(heard)
                .containsExactly(
                        new LedgerChange.CeilingChanged(),
                        new LedgerChange.CeilingChanged(),
                        new LedgerChange.SeatReleased(person(1), "phone"),
                        new LedgerChange.SeatReleased(person(2), null),
                        new LedgerChange.RoleReleased(PARENT));
    }
}

package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static fr.ecluse.policy.Role.PARENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger does about services with a ceiling of their own, whatever it is made of. */
public abstract class ServiceLedgerContract {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofHours(8);
    private static final Serving SERVED = new Serving.Served(IDLE);
    private static final Serving FULL = new Serving.Full();
    private static final Serving NO_SEAT = new Serving.NoSeat();
    private static final Set<Role> EVERYBODY = Set.of(ELEVE, ENSEIGNANT, PARENT);

    private SeatLedger ledger;
    private long policies;

    /** An empty ledger whose time stands still until {@link #advance}. */
    protected abstract SeatLedger newLedger();

    /** Moves the ledger's time. */
    protected abstract void advance(Duration duration);

    @BeforeEach
    void anEmptyLedger() {
        ledger = newLedger();
    }

    @Test
    void nobodyIsServedBeforeAPolicyIsAnnounced() {
        assertThatThrownBy(() -> serve(1, "mail")).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void asManyAreServedAsTheServiceBearsAndTheRestOfTheEntGoesOn() {
        announce(mail(2));
        enter(1, 2, 3);
        assertThat(serve(1, "mail")).isEqualTo(SERVED);
        assertThat(serve(2, "mail")).isEqualTo(SERVED);
        assertThat(serve(3, "mail")).isEqualTo(FULL);
        assertThat(serve(3, "notes")).isEqualTo(SERVED);
        assertThat(claim(3, ELEVE)).isInstanceOf(Admission.Seated.class);
        assertThat(serve(1, "mail")).as("whoever has the seat keeps it").isEqualTo(SERVED);
        assertThat(census().services()).containsExactly(new Census.Service("mail", 2, 2));
    }

    @Test
    void eachServiceIsCountedByItself() {
        announce(mail(1), new ServiceCeiling("moodle", 1));
        enter(1, 2);
        assertThat(serve(1, "mail")).isEqualTo(SERVED);
        assertThat(serve(1, "moodle")).isEqualTo(SERVED);
        assertThat(serve(2, "mail")).isEqualTo(FULL);
        assertThat(serve(2, "moodle")).isEqualTo(FULL);
        assertThat(census().services())
                .containsExactly(new Census.Service("mail", 1, 1), new Census.Service("moodle", 1, 1));
    }

    @Test
    void whoHasNoSeatInTheEntIsNotServed() {
        announce(mail(5));
        assertThat(serve(1, "mail")).isEqualTo(NO_SEAT);
        enter(1);
        advance(IDLE);
        assertThat(serve(1, "mail")).isEqualTo(NO_SEAT);
        assertThat(taken("mail")).isZero();
    }

    @Test
    void aLogoutFreesTheSeatsOfServicesInTheSameStep() {
        announce(mail(1), new ServiceCeiling("moodle", 1));
        enter(1, 2);
        serve(1, "mail");
        serve(1, "moodle");
        ledger.release(person(1), "phone").block();
        assertThat(taken("mail")).isZero();
        assertThat(serve(2, "mail")).isEqualTo(SERVED);
        assertThat(serve(2, "moodle")).isEqualTo(SERVED);
    }

    @Test
    void aLogoutThroughTheProviderFreesThemToo() {
        announce(mail(1));
        enter(1, 2);
        serve(1, "mail");
        ledger.bind(new Binding(person(1), "phone", List.of(person(100)), LONGEST))
                .block();
        ledger.end(List.of(person(100)), null).block();
        assertThat(taken("mail")).isZero();
        assertThat(serve(2, "mail")).isEqualTo(SERVED);
    }

    @Test
    void theReleaseOfARoleFreesThoseOfItsPeopleAndOfNobodyElse() {
        announce(mail(2));
        enter(1);
        claim(2, PARENT);
        enter(3);
        serve(1, "mail");
        serve(2, "mail");
        assertThat(serve(3, "mail")).isEqualTo(FULL);
        ledger.releaseRole(PARENT).block();
        assertThat(taken("mail")).isEqualTo(1);
        assertThat(serve(2, "mail")).isEqualTo(NO_SEAT);
        assertThat(serve(3, "mail")).isEqualTo(SERVED);
    }

    @Test
    void whoChangesRoleKeepsTheSeatOfTheService() {
        announce(mail(1));
        claim(1, PARENT);
        enter(2);
        serve(1, "mail");
        claim(1, ENSEIGNANT);
        assertThat(taken("mail")).isEqualTo(1);
        assertThat(serve(2, "mail")).isEqualTo(FULL);
        ledger.releaseRole(PARENT).block();
        assertThat(serve(1, "mail")).isEqualTo(SERVED);
        assertThat(serve(2, "mail")).isEqualTo(FULL);
        ledger.releaseRole(ENSEIGNANT).block();
        assertThat(serve(2, "mail")).isEqualTo(SERVED);
    }

    @Test
    void aSeatOfAServiceIsNotKeptAliveByActivityElsewhere() {
        announce(mail(1));
        enter(1, 2);
        serve(1, "mail");
        advance(IDLE.minusMillis(100));
        assertThat(renew(1)).isEqualTo(new Renewed.Extended(IDLE));
        assertThat(claim(2, ELEVE)).isInstanceOf(Admission.Seated.class);
        assertThat(serve(2, "mail")).isEqualTo(FULL);
        advance(Duration.ofMillis(100));
        assertThat(taken("mail")).isZero();
        assertThat(renewService(1, "mail", Duration.ZERO)).isEqualTo(new Renewed.Gone());
        assertThat(serve(2, "mail")).isEqualTo(SERVED);
        assertThat(serve(1, "mail")).isEqualTo(FULL);
    }

    @Test
    void usingAServiceKeepsTheSeatInTheEntAlive() {
        announce(mail(1));
        enter(1);
        advance(IDLE.minusMinutes(1));
        serve(1, "mail");
        advance(IDLE.minusMinutes(1));
        assertThat(renewService(1, "mail", Duration.ofSeconds(30)))
                .isEqualTo(new Renewed.Extended(IDLE.minusSeconds(30)));
        advance(IDLE.minusMinutes(1));
        assertThat(renew(1, IDLE))
                .as("what the service's activity left")
                .isEqualTo(new Renewed.Extended(Duration.ofSeconds(30)));
    }

    @Test
    void aSeatOfAServiceNeverOutlastsTheLongestStay() {
        announce(mail(1));
        enter(1);
        for (Duration age = Duration.ZERO; age.compareTo(LONGEST) < 0; age = age.plusMinutes(8)) {
            Duration left = LONGEST.minus(age);
            assertThat(serve(1, "mail")).isEqualTo(new Serving.Served(left.compareTo(IDLE) < 0 ? left : IDLE));
            advance(Duration.ofMinutes(8));
        }
        assertThat(taken("mail")).isZero();
        assertThat(serve(1, "mail")).isEqualTo(NO_SEAT);
    }

    @Test
    void whatDoesNotCountAsActivityExtendsNothing() {
        announce(mail(1));
        enter(1);
        advance(Duration.ofMinutes(4));
        assertThat(serve(1, "mail", Duration.ofMinutes(4))).isEqualTo(new Serving.Served(Duration.ofMinutes(6)));
        assertThat(renew(1, IDLE)).isEqualTo(new Renewed.Extended(Duration.ofMinutes(6)));
        assertThat(serve(1, "mail", Duration.ofHours(1)))
                .as("no longer than the seat in the ENT, and counted as long as that one")
                .isEqualTo(new Serving.Served(Duration.ofMinutes(6)));
        assertThat(taken("mail")).isEqualTo(1);
    }

    @Test
    void aRenewalRevivesNothingAndShortensNothing() {
        announce(mail(5));
        enter(1, 2);
        assertThat(renewService(1, "mail", Duration.ZERO)).isEqualTo(new Renewed.Gone());
        serve(1, "mail");
        assertThat(renewService(1, "mail", Duration.ofMinutes(5))).isEqualTo(new Renewed.Extended(IDLE));
        ledger.release(person(1), null).block();
        enter(1);
        assertThat(renewService(1, "mail", Duration.ZERO)).isEqualTo(new Renewed.Gone());
        assertThat(taken("mail")).isZero();
    }

    @Test
    void whoComesBackAfterALogoutTakesTheServiceAnew() {
        announce(mail(1));
        enter(1, 2);
        serve(1, "mail");
        ledger.release(person(1), null).block();
        enter(1);
        assertThat(serve(2, "mail")).isEqualTo(SERVED);
        assertThat(serve(1, "mail")).isEqualTo(FULL);
    }

    @Test
    void loweringACeilingEjectsNobodyAndServesNobodyNew() {
        announce(mail(3));
        enter(1, 2, 3, 4);
        serve(1, "mail");
        serve(2, "mail");
        serve(3, "mail");
        announce(mail(1));
        assertThat(serve(1, "mail")).isEqualTo(SERVED);
        assertThat(serve(4, "mail")).isEqualTo(FULL);
        assertThat(census().services()).containsExactly(new Census.Service("mail", 1, 3));
        ledger.release(person(1), null).block();
        ledger.release(person(2), null).block();
        assertThat(serve(4, "mail")).isEqualTo(FULL);
        ledger.release(person(3), null).block();
        assertThat(serve(4, "mail")).isEqualTo(SERVED);
    }

    @Test
    void aServiceThatThePolicyNamesNoMoreIsNeverFull() {
        announce(mail(1));
        enter(1, 2);
        serve(1, "mail");
        announce();
        assertThat(serve(2, "mail")).isEqualTo(SERVED);
        assertThat(census().services()).isEmpty();
        announce(mail(1));
        assertThat(taken("mail")).as("they were counted all the time").isEqualTo(2);
    }

    @Test
    void anOlderPolicyChangesNoCeiling() {
        announce(mail(1));
        ledger.announce(numbers(0, mail(9))).block();
        assertThat(census().services()).containsExactly(new Census.Service("mail", 1, 0));
    }

    @Test
    void namesMayHoldWhateverPeopleWrite() {
        ServiceCeiling odd = new ServiceCeiling("notes: le soir\n{à la maison}", 1);
        announce(odd, new ServiceCeiling("notes", 1));
        enter(1, 2);
        assertThat(serve(1, odd.service())).isEqualTo(SERVED);
        assertThat(serve(2, odd.service())).isEqualTo(FULL);
        assertThat(serve(2, "notes")).isEqualTo(SERVED);
        assertThat(census().services())
                .containsExactlyInAnyOrder(new Census.Service(odd.service(), 1, 1), new Census.Service("notes", 1, 1));
    }

    @Test
    void housekeepingChangesNoCount() {
        announce(mail(2));
        enter(1, 2, 3);
        serve(1, "mail");
        advance(IDLE.minusMinutes(1));
        serve(2, "mail");
        renew(3);
        for (int second = 0; second < 61; second++) {
            advance(Duration.ofSeconds(1));
            census();
        }
        assertThat(taken("mail")).isEqualTo(1);
        assertThat(serve(3, "mail")).isEqualTo(SERVED);
    }

    private static ServiceCeiling mail(int sessions) {
        return new ServiceCeiling("mail", sessions);
    }

    private void announce(ServiceCeiling... services) {
        ledger.announce(numbers(++policies, services)).block();
    }

    private static PolicyNumbers numbers(long loadedAtMillis, ServiceCeiling... services) {
        List<Threshold> priority =
                List.of(new Threshold(ELEVE, 100), new Threshold(ENSEIGNANT, 100), new Threshold(PARENT, 80));
        return new PolicyNumbers("sha", loadedAtMillis, priority, 100, 1, 1_000, 0, IDLE, LONGEST, List.of(services));
    }

    private void enter(int... numbers) {
        for (int number : numbers) {
            assertThat(claim(number, ELEVE)).isInstanceOf(Admission.Seated.class);
        }
    }

    private Admission claim(int number, Role role) {
        return ledger.admit(new Claim(person(number), role, null, null, EVERYBODY))
                .block();
    }

    private @Nullable Serving serve(int number, String service) {
        return serve(number, service, Duration.ZERO);
    }

    private @Nullable Serving serve(int number, String service, Duration idleFor) {
        return ledger.serve(new ServiceClaim(person(number), service, idleFor)).block();
    }

    private Renewed renew(int number) {
        return renew(number, Duration.ZERO);
    }

    private Renewed renew(int number, Duration idleFor) {
        return ledger.renew(List.of(new Renewal(person(number), idleFor)))
                .block()
                .get(0);
    }

    private Renewed renewService(int number, String service, Duration idleFor) {
        return ledger.renewServices(List.of(new ServiceClaim(person(number), service, idleFor)))
                .block()
                .get(0);
    }

    private Census census() {
        return ledger.census(EVERYBODY).block();
    }

    private long taken(String service) {
        return census().services().stream()
                .filter(counted -> counted.name().equals(service))
                .mapToLong(Census.Service::taken)
                .sum();
    }
}

package fr.ecluse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerListener.Operation;
import fr.ecluse.gateway.admission.LedgerListener.Outcome;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.IdentityListener.Withheld;
import fr.ecluse.gateway.identity.LoginFailure;
import fr.ecluse.gateway.pipeline.Decision;
import fr.ecluse.gateway.protection.ConnectionCaps;
import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.upstream.AnswerListener;
import fr.ecluse.gateway.upstream.PoolListener;
import fr.ecluse.gateway.upstream.PortalClientFactory.Share;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.ConnectionPoolMetrics;

class MetricsTest {

    private static final CeilingState CEILING = new CeilingState(52000, 1, 144000, CeilingState.Source.POLICY, 0, null);

    private static final Role INVITE = new Role("invite");

    private final AtomicLong nanos = new AtomicLong();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Metrics metrics =
            new Metrics(registry, new LinkedHashSet<>(Role.BUILT_IN), nanos::get, Clock.systemUTC());

    @Test
    void connectionsAreCountedAsTheyComeAndGo() {
        ConnectionListener heard = metrics.connections();
        heard.opened();
        heard.opened();
        heard.closed();
        heard.refused(ConnectionCaps.Cap.ADDRESS);
        heard.cut(ConnectionListener.Cut.HEAD);

        assertThat(registry.scrape())
                .contains("ecluse_connections 1.0")
                .contains("ecluse_connections_refused_total{cap=\"address\"} 1.0")
                .contains("ecluse_connections_refused_total{cap=\"all\"} 0.0")
                .contains("ecluse_connections_cut_total{reason=\"head\"} 1.0")
                .contains("ecluse_connections_cut_total{reason=\"room\"} 0.0");
    }

    @Test
    void decisionsAreCountedByWordAndRole() {
        metrics.decisions().decided("admitted", Role.ELEVE, 1_000_000);
        metrics.decisions().decided("admitted", Role.ELEVE, 3_000_000);
        metrics.decisions().decided("unauthenticated", null, 0);
        metrics.decisions().decided("throttled", null, 0);
        metrics.decisions().throttled(Decision.Throttled.Scope.CLIENT);
        assertThat(lines())
                .contains("ecluse_decisions_total{decision=\"admitted\",role=\"eleve\"} 2.0")
                .contains("ecluse_decisions_total{decision=\"unauthenticated\",role=\"none\"} 1.0")
                .contains("ecluse_decisions_total{decision=\"refused\",role=\"parent\"} 0.0")
                .contains("ecluse_throttled_total{scope=\"client\"} 1.0")
                .contains("ecluse_throttled_total{scope=\"block\"} 0.0")
                .contains("ecluse_decision_seconds_count 4")
                .contains("ecluse_decision_seconds_sum 0.004");
    }

    @Test
    void aRuleIsCountedFromThePolicyThatBringsItOnAndNoOtherNameIs() {
        Policy before = policy("rules: [{name: jour, roles: [parent], effect: refuse}]");
        metrics.policyInForce(() -> before, Clock.systemUTC());
        assertThat(lines()).contains("ecluse_refusals_total{rule=\"jour\"} 0.0");

        Policy after = policy(
                "rules: [{name: soir, roles: [parent], effect: refuse}, {name: tous, roles: [parent], effect: admit}]");
        metrics.refused(after.rules().get(0));
        assertThat(lines()).contains("ecluse_refusals_total{rule=\"others\"} 1.0");
        metrics.policy().loaded(after);
        metrics.refused(after.rules().get(0));
        assertThat(lines())
                .contains("ecluse_refusals_total{rule=\"jour\"} 0.0", "ecluse_refusals_total{rule=\"soir\"} 1.0")
                .noneMatch(line -> line.contains("rule=\"tous\""));
    }

    @Test
    void aRefusedChangeShowsUntilTheFileIsRight() {
        assertThat(lines()).contains("ecluse_policy_refused 0.0");
        metrics.policy().refused(List.of());
        assertThat(lines()).contains("ecluse_policy_refused 1.0");
        load("");
        assertThat(lines()).contains("ecluse_policy_refused 0.0");
    }

    @Test
    void policiesThatDifferHaveOtherNumbers() {
        AtomicReference<Policy> inForce = new AtomicReference<>(policy(""));
        metrics.policyInForce(inForce::get, Clock.systemUTC());
        String digest = line("ecluse_policy_digest ");
        assertThat(line("ecluse_policy_digest ")).isEqualTo(digest);
        inForce.set(policy("# other bytes"));
        assertThat(line("ecluse_policy_digest ")).isNotEqualTo(digest);
    }

    @Test
    void thePortalIsTimedByServiceAndByWhatCameOfIt() {
        AnswerListener portal = metrics.portal();
        portal.serves("portail");
        portal.serves("portail");
        portal.answered("portail", 200, Duration.ofMillis(40).toNanos());
        portal.answered("portail", 503, Duration.ofMillis(1).toNanos());
        portal.failed("portail", Duration.ofSeconds(3).toNanos());
        portal.answered("inconnu", 200, 1);
        assertThat(lines())
                .contains(
                        "ecluse_portal_seconds_bucket{outcome=\"answered\",service=\"portail\",le=\"0.05\"} 1",
                        "ecluse_portal_seconds_bucket{outcome=\"answered\",service=\"portail\",le=\"0.025\"} 0",
                        "ecluse_portal_seconds_count{outcome=\"failed\",service=\"portail\"} 1",
                        "ecluse_portal_seconds_count{outcome=\"error\",service=\"portail\"} 1")
                .noneMatch(line -> line.contains("inconnu"));
    }

    @Test
    void theFirstInTheLineTellsHowLongOneWaits() {
        Census.Lane lane = new Census.Lane(
                Role.PARENT, 0, 2, 0, true, List.of(new Census.Mark(0, 10_000), new Census.Mark(1, 40_000)));
        metrics.census(new Census(100_000, Map.of(), CEILING, List.of(lane), 0));
        assertThat(lines())
                .contains("ecluse_waiting_oldest_seconds{role=\"parent\"} 90.0")
                .contains("ecluse_waiting_oldest_seconds{role=\"eleve\"} 0.0");
    }

    @Test
    void poolsOfManyAddressesAreOneSeriesForEachShare() {
        PoolListener pools = metrics.pools();
        pools.opened(Share.KNOWN, "a", pool(3, 1));
        pools.opened(Share.KNOWN, "b", pool(4, 2));
        pools.opened(Share.STRANGERS, "a", pool(1, 0));
        assertThat(lines())
                .contains("ecluse_portal_connections{share=\"known\",state=\"used\"} 7.0")
                .contains("ecluse_portal_connections_pending{share=\"known\"} 3.0")
                .contains("ecluse_portal_connections{share=\"strangers\",state=\"used\"} 1.0");
        pools.closed(Share.KNOWN, "a");
        assertThat(lines()).contains("ecluse_portal_connections{share=\"known\",state=\"used\"} 4.0");
    }

    @Test
    void aRoleThatANewPolicyBringsIsCountedFromThenOn() {
        metrics.decisions().decided("admitted", INVITE, 0);
        assertThat(lines()).contains("ecluse_decisions_total{decision=\"admitted\",role=\"none\"} 1.0");

        load("priority: [{role: eleve}, {role: invite}]");
        load("priority: [{role: eleve}, {role: invite}]");
        metrics.decisions().decided("admitted", INVITE, 0);
        metrics.decisions().decided("a-new-word", INVITE, 0);
        metrics.census(census());

        assertThat(lines())
                .contains("ecluse_decisions_total{decision=\"admitted\",role=\"invite\"} 1.0")
                .contains("ecluse_decisions_total{decision=\"a-new-word\",role=\"invite\"} 1.0")
                .contains("ecluse_sessions{role=\"invite\"} 0.0")
                .contains("ecluse_policy_reloads_total{outcome=\"loaded\"} 2.0");
    }

    @Test
    void theEntIsNotANumberUntilItWasCountedAndThenTheLastCensus() {
        assertThat(lines()).contains("ecluse_ceiling_sessions NaN").contains("ecluse_sessions{role=\"eleve\"} NaN");

        metrics.census(census());

        assertThat(lines())
                .contains("ecluse_ceiling_sessions 52000.0")
                .contains("ecluse_sessions{role=\"eleve\"} 40000.0")
                .contains("ecluse_sessions{role=\"parent\"} 0.0")
                .contains("ecluse_waiting{role=\"parent\"} 1200.0")
                .contains("ecluse_waiting{role=\"eleve\"} 0.0");
    }

    @Test
    void theLedgerIsHealthyWhenItAnswers() {
        assertThat(lines()).contains("ecluse_ledger_healthy 0.0");
        metrics.ledger().asked(Operation.ADMIT, 2_000_000, Outcome.ANSWERED);
        metrics.ledger().asked(Operation.CEILING, 1_000_000, Outcome.REFUSED);
        assertThat(lines())
                .contains("ecluse_ledger_healthy 1.0")
                .contains("ecluse_ledger_seconds_count{operation=\"admit\"} 1")
                .contains("ecluse_ledger_seconds_sum{operation=\"admit\"} 0.002");
        metrics.ledger().asked(Operation.CENSUS, 250_000_000, Outcome.UNAVAILABLE);
        assertThat(lines()).contains("ecluse_ledger_healthy 0.0");
        metrics.ledger().asked(Operation.ADMIT, 1, Outcome.CANCELLED);
        assertThat(lines()).contains("ecluse_ledger_healthy 0.0");
        metrics.ledger().returned();
        assertThat(lines()).contains("ecluse_ledger_healthy 1.0");
        metrics.ledger().lost();
        assertThat(lines()).contains("ecluse_ledger_healthy 0.0");
    }

    @Test
    void aLossOfTheLedgerIsCountedByWhatItDidToPeople() {
        assertThat(lines())
                .contains("ecluse_ledger_loss_total{outcome=\"reserve\"} 0.0")
                .contains("ecluse_leased_seats NaN");
        metrics.ledger().gaveFromLease();
        metrics.ledger().turnedAway();
        metrics.ledger().turnedAway();
        metrics.ledger().passedUncounted();
        metrics.ledger().reentered(40_000);
        metrics.census(census());
        assertThat(lines())
                .contains("ecluse_ledger_loss_total{outcome=\"reserve\"} 1.0")
                .contains("ecluse_ledger_loss_total{outcome=\"refused\"} 2.0")
                .contains("ecluse_ledger_loss_total{outcome=\"uncounted\"} 1.0")
                .contains("ecluse_reentered_seats_total 40000.0")
                .contains("ecluse_leased_seats 0.0");
    }

    @Test
    void loginsProfilesReloadsAndWaitsAreCounted() {
        metrics.identity().loggedIn(Protocol.OIDC);
        metrics.identity().loginFailed(Protocol.OIDC, LoginFailure.STATE_MISMATCH);
        metrics.identity().introspected(IdentityListener.Introspected.INACTIVE);
        metrics.identity().loginWithheld(Protocol.CAS, Withheld.TOO_OFTEN);
        metrics.identity().unmappedProfile();
        metrics.identity().personAttributeMissing();
        metrics.policy().refused(List.of());
        metrics.waited(Role.PARENT, Duration.ofSeconds(90));
        assertThat(lines())
                .contains("ecluse_logins_total{outcome=\"success\",protocol=\"oidc\"} 1.0")
                .contains("ecluse_logins_total{outcome=\"state-mismatch\",protocol=\"oidc\"} 1.0")
                .contains("ecluse_introspections_total{outcome=\"inactive\"} 1.0")
                .contains("ecluse_introspections_total{outcome=\"busy\"} 0.0")
                .contains("ecluse_logins_total{outcome=\"too-often\",protocol=\"cas\"} 1.0")
                .contains("ecluse_logins_total{outcome=\"clock-wrong\",protocol=\"oidc\"} 0.0")
                .contains("ecluse_logins_total{outcome=\"in-frame\",protocol=\"oidc\"} 0.0")
                .contains("ecluse_logins_total{outcome=\"paced\",protocol=\"oidc\"} 0.0")
                .contains("ecluse_unmapped_profiles_total 1.0")
                .contains("ecluse_person_attribute_missing_total 1.0")
                .contains("ecluse_policy_reloads_total{outcome=\"refused\"} 1.0")
                .contains("ecluse_wait_seconds_count{role=\"parent\"} 1")
                .contains("ecluse_wait_seconds_sum{role=\"parent\"} 90.0")
                .contains("ecluse_wait_seconds_bucket{role=\"parent\",le=\"60.0\"} 0")
                .contains("ecluse_wait_seconds_bucket{role=\"parent\",le=\"300.0\"} 1");
    }

    @Test
    void aServiceWithACeilingOfItsOwnIsShownWhileThePolicyNamesIt() {
        metrics.census(census(List.of(new Census.Service("messagerie", 8000, 7312))));
        assertThat(lines())
                .contains("ecluse_service_sessions{service=\"messagerie\"} 7312.0")
                .contains("ecluse_service_ceiling_sessions{service=\"messagerie\"} 8000.0");

        metrics.census(census(List.of(new Census.Service("moodle", 500, 0))));
        assertThat(lines())
                .contains("ecluse_service_sessions{service=\"messagerie\"} NaN")
                .contains("ecluse_service_ceiling_sessions{service=\"moodle\"} 500.0");
    }

    @Test
    void theLinesOfTheEntAreCountedFromTheFirstCensusOn() {
        assertThat(lines()).noneMatch(line -> line.startsWith("ecluse_calls_total"));

        metrics.census(census(new Census.Tally(Role.PARENT, 40, 1)));

        assertThat(lines())
                .contains("ecluse_calls_total{role=\"parent\"} 900.0")
                .contains("ecluse_no_shows_total{role=\"parent\"} 40.0")
                .contains("ecluse_inversions_total{role=\"parent\"} 1.0");
        metrics.census(census(new Census.Tally(Role.PARENT, 45, 1)));
        assertThat(lines()).contains("ecluse_no_shows_total{role=\"parent\"} 45.0");
    }

    @Test
    void theModeInForceIsTheOneThatIsOne() {
        Orders held = Orders.of(List.of(new StandingOrder(Subject.MODE, "hold", 1, null, "astreinte", "essai")));
        metrics.census(new Census(0, Map.of(), CEILING, List.of(), 0, List.of(), held, List.of()));
        assertThat(lines())
                .contains("ecluse_mode{mode=\"hold\"} 1.0")
                .contains("ecluse_mode{mode=\"on\"} 0.0")
                .contains("ecluse_mode{mode=\"observe\"} 0.0")
                .contains("ecluse_mode{mode=\"off\"} 0.0");
    }

    @Test
    void whatIsOnlyObservedIsCountedBesideWhatIsDecided() {
        metrics.decisions().decided("admitted", Role.PARENT, 1);
        metrics.decisions().observed("refused", Role.PARENT);
        assertThat(lines())
                .contains("ecluse_decisions_total{decision=\"admitted\",role=\"parent\"} 1.0")
                .contains("ecluse_decisions_total{decision=\"refused\",role=\"parent\"} 0.0")
                .contains("ecluse_observed_total{decision=\"refused\",role=\"parent\"} 1.0")
                .contains("ecluse_observed_total{decision=\"service-full\",role=\"parent\"} 0.0");
    }

    @Test
    void ratesAreThoseOfTheLastTenSeconds() {
        assertThat(metrics.rates().now()).isEqualTo(new DecisionRates.Rates(0, 0, 0));
        for (int second = 0; second < 30; second++) {
            for (int i = 0; i < 100; i++) {
                metrics.decisions().decided("admitted", Role.ELEVE, 1);
            }
            if (second >= 25) {
                metrics.decisions().decided("waiting", Role.PARENT, 1);
            }
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            metrics.rates().sample();
        }
        DecisionRates.Rates rates = metrics.rates().now();
        assertThat(rates.admitted()).isCloseTo(100, within(0.001));
        assertThat(rates.waiting()).isCloseTo(5 / 9.0, within(0.001));
        assertThat(rates.refused()).isZero();

        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(metrics.rates().now().admitted()).isCloseTo(50, within(0.001));
    }

    private void load(String lines) {
        metrics.policy().loaded(policy(lines));
    }

    private static Policy policy(String lines) {
        byte[] yaml = ("version: 1\nent: E\nceiling: {sessions: 5}\n" + lines + "\n").getBytes(StandardCharsets.UTF_8);
        return ((Loaded.Valid) PolicyLoader.load("policy.yaml", yaml)).policy();
    }

    private static ConnectionPoolMetrics pool(int used, int pending) {
        return new ConnectionPoolMetrics() {
            @Override
            public int acquiredSize() {
                return used;
            }

            @Override
            public int allocatedSize() {
                return used;
            }

            @Override
            public int idleSize() {
                return 0;
            }

            @Override
            public int pendingAcquireSize() {
                return pending;
            }

            @Override
            public int maxAllocatedSize() {
                return 10;
            }

            @Override
            public int maxPendingAcquireSize() {
                return 10;
            }
        };
    }

    private String line(String start) {
        return lines().stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static Census census() {
        return census(List.of());
    }

    private static Census census(List<Census.Service> services) {
        return new Census(
                0,
                Map.of(Role.ELEVE, 40000L),
                CEILING,
                List.of(new Census.Lane(Role.PARENT, 0, 1200, 0, true, List.of())),
                0,
                services);
    }

    private static Census census(Census.Tally tally) {
        Census.Lane lane = new Census.Lane(tally.role(), 0, 1200, 900, true, List.of());
        return new Census(0, Map.of(), CEILING, List.of(lane), 0, List.of(), Orders.NONE, List.of(tally));
    }

    private List<String> lines() {
        return registry.scrape().lines().toList();
    }
}

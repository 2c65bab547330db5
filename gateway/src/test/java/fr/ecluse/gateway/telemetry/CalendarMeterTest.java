package fr.ecluse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How long the calendar of the policy in force lasts, as it is scraped. */
class CalendarMeterTest {

    private static final String SCHOOL_DAYS = "[school-days]";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicReference<Policy> policy = new AtomicReference<>();

    @Test
    void daysAreCountedToTheLastOneThatIsKnown() {
        inForce("lyon", SCHOOL_DAYS, "");
        at("2028-07-01T10:00:00Z");
        assertThat(scraped()).isEqualTo("2.0");
    }

    @Test
    void onTheLastDayNoneIsLeftAndAfterItTheyAreNegative() {
        inForce("lyon", "[holidays]", "");
        at("2028-07-03T21:59:00Z");
        assertThat(scraped()).isEqualTo("0.0");
        at("2028-07-03T22:00:00Z"); // midnight in Paris
        assertThat(scraped()).isEqualTo("-1.0");
    }

    @Test
    void aNewPolicyCountsFromTheNextScrape() {
        inForce("Corse", SCHOOL_DAYS, "");
        at("2026-11-24T08:00:00Z");
        assertThat(scraped()).isEqualTo("-144.0");
        inForce("Corse\nholidays: [{from: 2026-12-19, to: 2027-01-03}]", SCHOOL_DAYS, "");
        assertThat(scraped()).isEqualTo("40.0");
    }

    @Test
    void aTerritoryWithoutDatesIsBelowEveryThreshold() {
        inForce("Wallis-et-Futuna\ntime-zone: Pacific/Wallis", SCHOOL_DAYS, "");
        at("2026-11-24T08:00:00Z");
        assertThat(scraped()).isEqualTo("-Inf");
    }

    @Test
    void whereNoRuleOutlastsTheCalendarThereIsNoNumber() {
        inForce("Wallis-et-Futuna", "[weekdays, public-holidays]", "");
        at("2026-11-24T08:00:00Z");
        assertThat(scraped()).isEqualTo("NaN");
        inForce("lyon", SCHOOL_DAYS, "dates: 2026-11-24..2026-12-18, ");
        assertThat(scraped()).isEqualTo("NaN");
        inForce("Wallis-et-Futuna", SCHOOL_DAYS, "dates: 2021-04-06..2021-04-23, ");
        assertThat(scraped()).isEqualTo("NaN");
    }

    private void inForce(String calendar, String days, String dates) {
        String yaml = "version: 1\nent: Essai\nceiling: {sessions: 10}\nschool-calendar: " + calendar + "\nrules:\n"
                + "  - {name: jour, roles: [parent], days: " + days + ", " + dates
                + "from: 8:00, to: 18:00, effect: refuse}\n";
        Loaded loaded = PolicyLoader.load("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        policy.set(((Loaded.Valid) loaded).policy());
    }

    private void at(String instant) {
        registry.clear();
        new Metrics(registry, Set.copyOf(Role.BUILT_IN), System::nanoTime, Clock.systemUTC())
                .policyInForce(policy::get, Clock.fixed(Instant.parse(instant), ZoneOffset.UTC));
    }

    private String scraped() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("ecluse_school_calendar_days_left "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElse("not there");
    }
}

package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.identity.LoginFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Logins, opaque tokens and profiles. */
final class IdentityMeters implements IdentityListener {

    private static final String SUCCESS = "success";

    private final MeterRegistry registry;
    private final Counter unmapped;
    private final Counter unnamed;

    IdentityMeters(MeterRegistry registry) {
        this.registry = registry;
        this.unmapped = Counter.builder(Metrics.UNMAPPED_PROFILES)
                .description("Profiles that map to no role of the policy")
                .register(registry);
        this.unnamed = Counter.builder(Metrics.PERSON_ATTRIBUTE_MISSING)
                .description("Logins and tokens without the attribute that names people")
                .register(registry);
        for (Protocol protocol : Protocol.values()) {
            logins(protocol, SUCCESS);
            for (LoginFailure failure : LoginFailure.values()) {
                logins(protocol, outcome(failure));
            }
            for (Withheld why : Withheld.values()) {
                logins(protocol, outcome(why));
            }
        }
        for (Introspected outcome : Introspected.values()) {
            introspections(outcome);
        }
    }

    @Override
    public void unmappedProfile() {
        unmapped.increment();
    }

    @Override
    public void personAttributeMissing() {
        unnamed.increment();
    }

    @Override
    public void loggedIn(Protocol protocol) {
        logins(protocol, SUCCESS).increment();
    }

    @Override
    public void loginFailed(Protocol protocol, LoginFailure why) {
        logins(protocol, outcome(why)).increment();
    }

    @Override
    public void introspected(Introspected outcome) {
        introspections(outcome).increment();
    }

    private Counter introspections(Introspected outcome) {
        return Counter.builder(Metrics.INTROSPECTIONS)
                .tag("outcome", outcome(outcome))
                .description("Opaque tokens that the provider was to be asked about")
                .register(registry);
    }

    @Override
    public void loginWithheld(Protocol protocol, Withheld why) {
        logins(protocol, outcome(why)).increment();
    }

    private Counter logins(Protocol protocol, String outcome) {
        return Counter.builder(Metrics.LOGINS)
                .tags("protocol", protocol.word(), "outcome", outcome)
                .description("Logins that ended, or were not begun")
                .register(registry);
    }

    private static String outcome(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

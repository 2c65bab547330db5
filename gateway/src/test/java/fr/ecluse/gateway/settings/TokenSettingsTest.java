package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings by which tokens are believed: {@code ecluse.identity.bearer} and {@code introspection}. */
class TokenSettingsTest extends SettingsTrial {

    @Test
    void aBearerNeedsItsIssuerKeysAndAudience() {
        settings.keySet().removeIf(key -> key.contains("bearer"));
        settings.put("ecluse.identity.bearer[0].algorithms", "RS256");
        assertThat(problems())
                .extracting(SettingsProblem::key)
                .containsExactly(
                        "ecluse.identity.bearer[0].issuer",
                        "ecluse.identity.bearer[0].jwks-uri",
                        "ecluse.identity.bearer[0].audience");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS512", "none", "None"})
    void algorithmsThatAnybodyCouldForgeAreRefused(String algorithm) {
        settings.put("ecluse.identity.bearer[0].algorithms", algorithm);
        assertThat(line())
                .startsWith("ecluse.identity.bearer[0].algorithms[0]: " + algorithm + " is not accepted: whoever can");
    }

    @Test
    void edwardsCurvesAreAsGoodAsTheOthers() {
        settings.put("ecluse.identity.bearer[0].algorithms", "EdDSA,Ed25519");
        assertThat(read().identity().bearer().get(0).algorithms()).containsExactlyInAnyOrder("EdDSA", "Ed25519");
    }

    @Test
    void introspectionIsReadWithItsDefaults() {
        assertThat(read().identity().introspection()).isNull();
        settings.put("ecluse.identity.introspection.uri", "https://sso.example.fr/introspect");
        settings.put("ecluse.identity.introspection.client-id", "ecluse");
        settings.put("ecluse.identity.introspection.client-secret", "s3cret");
        assertThat(read().identity().introspection())
                .isEqualTo(new Settings.Introspection(
                        URI.create("https://sso.example.fr/introspect"),
                        "ecluse",
                        "s3cret",
                        null,
                        null,
                        Duration.ofSeconds(60)));
        assertThat(read().identity().introspection().persons()).isEqualTo("https://sso.example.fr/introspect");

        settings.put("ecluse.identity.introspection.issuer", "entcore");
        settings.put("ecluse.identity.introspection.audience", "ent");
        settings.put("ecluse.identity.introspection.remember", "10m");
        Settings.Introspection read = read().identity().introspection();
        assertThat(read.persons()).isEqualTo("entcore");
        assertThat(read.audience()).isEqualTo("ent");
        assertThat(read.remember()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void introspectionNeedsAnAddressOrAnIssuerThatHasOne() {
        settings.put("ecluse.identity.introspection.client-id", "ecluse");
        settings.put("ecluse.identity.introspection.client-secret", "s3cret");
        assertThat(line())
                .startsWith(
                        "ecluse.identity.introspection.uri: missing — add the address of the introspection endpoint");
        settings.put("ecluse.identity.introspection.issuer", "entcore");
        assertThat(line()).startsWith("ecluse.identity.introspection.issuer: not an address that can be used");
        settings.put("ecluse.identity.introspection.issuer", "https://sso.example.fr/realms/ent");
        assertThat(read().identity().introspection().uri()).isNull();

        settings.remove("ecluse.identity.introspection.client-secret");
        assertThat(line())
                .isEqualTo("ecluse.identity.introspection.client-secret: missing — add it, for example"
                        + " client-secret: \"${INTROSPECTION_SECRET}\"");
        settings.put("ecluse.identity.introspection.client-secret", "s3cret");
        settings.put("ecluse.identity.introspection.adress", "x");
        assertThat(line()).startsWith("ecluse.identity.introspection.adress: no such setting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "11m", "601s", "1h", "60", "a while", "-1s", "9999999s"})
    void anAnswerIsRememberedForASecondToTenMinutes(String duration) {
        settings.put("ecluse.identity.introspection.uri", "https://sso.example.fr/introspect");
        settings.put("ecluse.identity.introspection.client-id", "ecluse");
        settings.put("ecluse.identity.introspection.client-secret", "s3cret");
        settings.put("ecluse.identity.introspection.remember", duration);
        assertThat(line())
                .isEqualTo("ecluse.identity.introspection.remember: “" + duration
                        + "” is not a duration from 1s to 10m — write one like 60s or 5m");
    }
}

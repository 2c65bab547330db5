package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;

/** What is true of all settings, and those that have no test of their own. */
class SettingsReaderTest extends SettingsTrial {

    @Test
    void theSmallestSettingsGetTheDefaults() {
        Settings read = read();
        assertThat(read.keys()).isEmpty();
        assertThat(read.ledger().kind()).isEqualTo(Settings.Ledger.Kind.MEMORY);
        assertThat(read.ledger().onLoss()).isEqualTo(Settings.Ledger.OnLoss.BOUNDED);
        assertThat(read.identity().bearer().get(0).algorithms()).containsExactly("RS256");
        assertThat(read.identity().oidc()).isNull();
        assertThat(read.identity().personAttribute()).isNull();
        assertThat(read.identity().roles().presets()).containsExactlyInAnyOrder(Settings.Roles.Preset.values());
        assertThat(read.loginsPerSecond()).isEmpty();
        assertThat(read.publicUrls()).isEmpty();
        assertThat(read.trustedProxies()).isEmpty();
        assertThat(read.admin().port()).isEqualTo(9090);
        assertThat(read.admin().address().isLoopbackAddress()).isTrue();
        assertThat(read.admin().tokens()).isEmpty();
        assertThat(read.testClock()).isNull();
    }

    @Test
    void theSettingsOfTheContractAreRead() throws IOException {
        settings.clear();
        variables.put("ECLUSE_KEY", SECRET);
        variables.put("OIDC_SECRET", "s3cret");
        String yaml = """
                ecluse:
                  keys: [{id: k1, secret: "${ECLUSE_KEY}"}]
                  policy: %s
                  ledger:
                    kind: redis
                    name: aura
                    uri: redis://127.0.0.1:6379
                    on-loss: refuse
                  identity:
                    bearer:
                      - {issuer: "https://sso.example.fr/realms/ent", jwks-uri: "https://sso.example.fr/certs", audience: ent, algorithms: [RS256, ES256]}
                    oidc: {issuer: "https://sso.example.fr/realms/ent", client-id: ent, client-secret: "${OIDC_SECRET}"}
                    roles:
                      presets: [sdet, direct]
                      map: [{attribute: profil, value: "Élève", role: eleve}]
                    person: {attribute: FrEduCtId}
                  logins-per-second: 300
                  public-url: https://ent.example.fr/
                  trusted-proxies: [10.0.0.0/8]
                  school-networks: [192.0.2.0/24, "2001:db8::/32"]
                  throttle: {per-second: 50, burst: 500, school-factor: 40}
                  guards: {upstream: {at-once: 200}, provider: {per-second: 40, at-once: 16}, tokens: {per-second: 900}}
                  admin:
                    port: 9191
                    address: 0.0.0.0
                    tokens: [{name: astreinte, sha256: "%s", scope: operate}]
                """.formatted(folder.resolve("policy.yaml"), DIGEST);
        new YamlPropertySourceLoader()
                .load("settings", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                .forEach(source -> settings.putAll(flat(source.getSource())));

        Settings read = read();
        assertThat(read.keys()).singleElement().satisfies(key -> {
            assertThat(key.id()).isEqualTo("k1");
            assertThat(key.secret()).hasSize(32);
        });
        assertThat(read.ledger().name()).isEqualTo("aura");
        assertThat(read.ledger().uris()).hasToString("[redis://127.0.0.1:6379]");
        assertThat(read.ledger().onLoss()).isEqualTo(Settings.Ledger.OnLoss.REFUSE);
        assertThat(read.identity().bearer().get(0).algorithms()).containsExactlyInAnyOrder("RS256", "ES256");
        assertThat(read.identity().oidc().clientSecret()).isEqualTo("s3cret");
        assertThat(read.identity().oidc().scopes()).containsExactly("openid", "profile");
        assertThat(read.identity().roles().presets())
                .containsExactlyInAnyOrder(Settings.Roles.Preset.SDET, Settings.Roles.Preset.DIRECT);
        assertThat(read.identity().roles().map()).containsExactly(new Settings.Mapping("profil", "Élève", "eleve"));
        assertThat(read.identity().personAttribute()).isEqualTo("FrEduCtId");
        assertThat(read.loginsPerSecond()).isEqualTo(OptionalInt.of(300));
        assertThat(read.publicUrls()).hasToString("[https://ent.example.fr]");
        assertThat(read.schoolNetworks()).hasSize(2);
        assertThat(read.guards()).isEqualTo(new Settings.Guards(200, OptionalInt.of(40), 16, 900));
        assertThat(read.throttle()).isEqualTo(new Settings.Throttle(50, 500, 40));
        assertThat(read.admin().port()).isEqualTo(9191);
        assertThat(read.admin().tokens()).singleElement().satisfies(token -> {
            assertThat(token.sha256()).hasSize(32);
            assertThat(token.scope()).isEqualTo(Settings.Admin.Scope.OPERATE);
        });
    }

    @Test
    void environmentVariablesAreSettingsToo() {
        variables.put("ECLUSE_LEDGER_KIND", "redis");
        variables.put("ECLUSE_LEDGER_NAME", "aura");
        variables.put("ECLUSE_LEDGER_URI", "rediss://redis.internal:6380");
        variables.put("ECLUSE_KEYS_0_ID", "k1");
        variables.put("ECLUSE_KEYS_0_SECRET", SECRET);
        variables.put("ECLUSE_PUBLICURL", "https://a.example.fr,https://b.example.fr");
        Settings read = read();
        assertThat(read.ledger().uris()).hasToString("[rediss://redis.internal:6380]");
        assertThat(read.keys()).hasSize(1);
        assertThat(read.publicUrls()).hasToString("[https://a.example.fr, https://b.example.fr]");
    }

    @Test
    void variablesThatAreNotSettingsDisturbNothing() {
        variables.put("ECLUSE_KEY", SECRET);
        variables.put("ECLUSE_ADMIN", "http://127.0.0.1:9090");
        variables.put("ECLUSE_TOKEN", "t");
        variables.put("ECLUSE_SERVICE_HOST", "10.0.0.1");
        assertThat(read().admin().port()).isEqualTo(9090);
    }

    @Test
    void everyProblemIsSaidAtOnce() {
        settings.clear();
        settings.put("ecluse.ledger.kind", "redis");
        settings.put("ecluse.admin.port", "70000");
        assertThat(problems())
                .extracting(SettingsProblem::key)
                .containsExactlyInAnyOrder(
                        "ecluse.keys", "ecluse.policy", "ecluse.ledger.name", "ecluse.ledger.uri", "ecluse.admin.port");
    }

    @Test
    void aVariableThatNobodySetIsNamed() {
        settings.put("ecluse.keys[0].id", "k1");
        settings.put("ecluse.keys[0].secret", "${ECLUSE_KEY}");
        assertThat(line())
                .isEqualTo("ecluse.keys[0].secret: nothing gives a value to “ECLUSE_KEY” — set the environment variable"
                        + " ECLUSE_KEY, or write the value");
    }

    @Test
    void aSecretIsNeverRepeated() {
        settings.put("ecluse.keys[0].id", "k1");
        settings.put("ecluse.keys[0].secret", "hunter2hunter2");
        settings.put("ecluse.ledger.kind", "redis");
        settings.put("ecluse.ledger.uri", "redis://:hunter2@bad host");
        assertThat(problems())
                .hasSizeGreaterThanOrEqualTo(2)
                .noneMatch(problem -> problem.text(Locale.ENGLISH).contains("hunter2"));
    }

    @Test
    void aChoiceThatDoesNotExistShowsThoseThatDo() {
        settings.put("ecluse.ledger.kind", "postgres");
        settings.put("ecluse.ledger.on-loss", "pray");
        settings.put("ecluse.identity.roles.presets", "sdet,gar");
        settings.put("ecluse.identity.bearer[0].algorithms", "RS256,XS1");
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        "ecluse.ledger.kind: “postgres” is not possible — write one of: memory, redis",
                        "ecluse.ledger.on-loss: “pray” is not possible — write one of: bounded, refuse, admit",
                        "ecluse.identity.roles.presets[1]: “gar” is not possible — write one of: sdet, educonnect,"
                                + " entcore, direct",
                        "ecluse.identity.bearer[0].algorithms[1]: “XS1” is not possible — write one of: RS256, RS384,"
                                + " RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519");
    }

    @Test
    void thePolicyIsAFileThatExists() {
        settings.put("ecluse.policy", folder.resolve("gone.yaml").toString());
        assertThat(line()).startsWith("ecluse.policy: there is no file " + folder.resolve("gone.yaml"));
        settings.put("ecluse.policy", folder.toString());
        assertThat(line()).startsWith("ecluse.policy: " + folder + " can not be read as a file");
        settings.remove("ecluse.policy");
        assertThat(line()).isEqualTo("ecluse.policy: missing — name the policy file, for example policy: policy.yaml");
    }

    @Test
    void whoeverMapsARoleSaysAllOfIt() {
        settings.put("ecluse.identity.roles.map[0].attribute", "profil");
        assertThat(problems())
                .extracting(SettingsProblem::key)
                .containsExactly("ecluse.identity.roles.map[0].value", "ecluse.identity.roles.map[0].role");
    }

    @Test
    void numbersHaveARange() {
        settings.put("ecluse.admin.port", "-1");
        settings.put("ecluse.logins-per-second", "0");
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        "ecluse.admin.port: “-1” is not a whole number from 0 to 65535 — write one",
                        "ecluse.logins-per-second: “0” is not a whole number from 1 to 2147483647 — write one");
    }

    @Test
    void theTestClockIsForThisMachineAlone() {
        settings.put("ecluse.test-clock", "2026-11-24T08:59:50+01:00");
        assertThat(line()).startsWith("ecluse.test-clock: refused while others than this machine can connect");
        settings.put("server.address", "192.0.2.1");
        assertThat(line()).startsWith("ecluse.test-clock: refused");
        settings.put("server.address", "localhost");
        assertThat(read().testClock()).isEqualTo(Instant.parse("2026-11-24T07:59:50Z"));
        settings.put("ecluse.test-clock", "mardi");
        assertThat(line())
                .isEqualTo("ecluse.test-clock: “mardi” is not an instant — write it like 2026-11-24T08:59:50+01:00");
    }

    @Test
    void aKeyThatDoesNotExistIsComparedWithThoseThatDo() {
        settings.put("ecluse.ledgr.kind", "redis");
        settings.put("ecluse.ledgr.name", "aura");
        settings.put("ecluse.identity.bearer[0].audiance", "ent");
        settings.put("ecluse.policy.file", "policy.yaml");
        settings.put("ecluse.admin.colour", "blue");
        assertThat(lines())
                .contains(
                        "ecluse.ledgr: no such setting — did you mean ecluse.ledger?",
                        "ecluse.identity.bearer[0].audiance: no such setting — did you mean"
                                + " ecluse.identity.bearer[0].audience?",
                        "ecluse.admin.colour: no such setting — here there are: port, address, tokens")
                .anyMatch(line -> line.startsWith("ecluse.policy.file: no such setting"));
    }

    @Test
    void aTextWhereAListBelongsIsAProblemNotACrash() {
        settings.put("ecluse.keys", "k1");
        assertThat(lines()).anyMatch(line -> line.startsWith("ecluse.keys"));
    }

    @ParameterizedTest
    @EnumSource(SettingsProblem.Fault.class)
    void everyFaultHasASentenceWithARemedyInBothLanguages(SettingsProblem.Fault fault) {
        String english = new SettingsProblem("k", fault, "one", "two", "three").text(Locale.ENGLISH);
        String french = new SettingsProblem("k", fault, "one", "two", "three").text(Locale.FRANCE);
        assertThat(french).isNotEqualTo(english);
        assertThat(List.of(english, french))
                .allMatch(text -> text.contains(" — ") && text.lines().count() == 1);
    }

    @Test
    void noSentenceHasAStraightApostropheThatWouldVanish() {
        for (Locale locale : List.of(Locale.ROOT, Locale.FRENCH)) {
            ResourceBundle bundle = ResourceBundle.getBundle("fr.ecluse.gateway.settings.problems", locale);
            assertThat(bundle.keySet())
                    .allMatch(key ->
                            !bundle.getString(key).replaceAll("'[{}]'", "").contains("'"));
        }
    }

    private static Map<String, Object> flat(Object source) {
        var flat = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) source).forEach((key, value) -> flat.put((String) key, value.toString()));
        return flat;
    }
}

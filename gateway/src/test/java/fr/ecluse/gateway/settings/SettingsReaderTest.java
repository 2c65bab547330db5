package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ResourceBundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

class SettingsReaderTest {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";
    private static final String DIGEST = "ab".repeat(32);

    @TempDir
    Path folder;

    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final Map<String, Object> variables = new HashMap<>();

    @BeforeEach
    void startFromSettingsThatAreRight() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1");
        settings.put("ecluse.policy", policy.toString());
        settings.put("ecluse.identity.bearer[0].issuer", "https://sso.example.fr/realms/ent");
        settings.put("ecluse.identity.bearer[0].jwks-uri", "https://sso.example.fr/certs");
        settings.put("ecluse.identity.bearer[0].audience", "ent");
    }

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
    void keysMustBeThirtyTwoBytesInBase64EachWithItsOwnName() {
        settings.put("ecluse.keys[0].id", "k1");
        settings.put("ecluse.keys[0].secret", "not base64!");
        settings.put("ecluse.keys[1].id", "k1");
        settings.put("ecluse.keys[1].secret", "c2hvcnQ=");
        settings.put("ecluse.keys[2].id", "two words");
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        "ecluse.keys[0].secret: not base64 — make a secret with: openssl rand -base64 32",
                        "ecluse.keys[1].id: “k1” is there twice — give each its own",
                        "ecluse.keys[1].secret: a secret has 32 bytes, this one has 5 — make one with: openssl rand -base64 32",
                        "ecluse.keys[2].id: “two words” is not an identifier — use 1 to 32 letters, digits, dashes or underscores",
                        "ecluse.keys[2].secret: missing — add it, for example secret: \"${ECLUSE_KEY}\"");
    }

    @Test
    void aMissingKeyForRedisShowsHowToMakeOne() {
        settings.put("ecluse.ledger.kind", "redis");
        settings.put("ecluse.ledger.name", "aura");
        settings.put("ecluse.ledger.uri", "redis://127.0.0.1:6379");
        assertThat(line())
                .isEqualTo(
                        "ecluse.keys: missing, and every node needs the same ones when the ledger is redis — add keys:"
                                + " [{id: k1, secret: \"${ECLUSE_KEY}\"}] and make the secret with: openssl rand -base64 32");
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

    @ParameterizedTest
    @ValueSource(strings = {"Aura", "au ra", "aura/1", "é"})
    void theLedgersNameIsLowerCaseDigitsAndDashes(String name) {
        settings.put("ecluse.ledger.name", name);
        assertThat(line()).startsWith("ecluse.ledger.name: “" + name + "” is not possible — use 1 to 63 lower-case");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:6379", "http://127.0.0.1", "redis:///", "redis-sentinel://a:1,b:2", "redis://a b"})
    void anAddressThatIsNotRedisIsRefused(String uri) {
        redis();
        settings.put("ecluse.ledger.uri", uri);
        assertThat(line()).startsWith("ecluse.ledger.uri: not an address of Redis — write redis://HOST:PORT");
    }

    @Test
    void sentinelsAndClustersAreAddresses() {
        redis();
        settings.put("ecluse.ledger.uri", "redis-sentinel://a:26379,b:26379#ent");
        assertThat(read().ledger().uris()).hasSize(1);
        settings.remove("ecluse.ledger.uri");
        settings.put("ecluse.ledger.nodes[0]", "a:6379");
        settings.put("ecluse.ledger.nodes[1]", "redis://b:6379");
        assertThat(read().ledger().uris()).hasToString("[redis://a:6379, redis://b:6379]");
        settings.put("ecluse.ledger.uri", "redis://a:6379");
        assertThat(line()).startsWith("ecluse.ledger.uri: there is an address and a list of nodes");
    }

    @Test
    void anAddressOfRedisWithoutItsKindIsAMistakeNotAMemoryLedger() {
        settings.put("ecluse.ledger.uri", "redis://127.0.0.1:6379");
        assertThat(line()).startsWith("ecluse.ledger.kind: not said, though there is an address of Redis");
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
    void anOidcLoginNeedsAPublicAddressUnlessOnlyThisMachineConnects() {
        settings.put("ecluse.identity.oidc.issuer", "https://sso.example.fr");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(line()).startsWith("ecluse.public-url: missing, and logins come back to it");
        settings.put("server.address", "0.0.0.0");
        assertThat(line()).startsWith("ecluse.public-url: missing");
        settings.put("server.address", "127.0.0.1");
        assertThat(read().publicUrls()).isEmpty();
    }

    @Test
    void endpointsByHandNeedNoIssuerThatIsAnAddress() {
        settings.put("server.address", "::1");
        settings.put("ecluse.identity.oidc.issuer", "entcore");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(line()).startsWith("ecluse.identity.oidc.issuer: not an address that can be used");
        settings.put("ecluse.identity.oidc.authorization-endpoint", "https://neo.example.fr/auth");
        settings.put("ecluse.identity.oidc.token-endpoint", "https://neo.example.fr/token");
        settings.put("ecluse.identity.oidc.jwks-uri", "https://neo.example.fr/jwks");
        assertThat(read().identity().oidc().issuer()).isEqualTo("entcore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ent.example.fr", "ftp://ent.example.fr", "https://", "https://u@ent.example.fr", "::"})
    void aPublicAddressIsHttp(String url) {
        settings.put("ecluse.public-url", url);
        assertThat(line()).startsWith("ecluse.public-url: not an address that can be used — write it whole");
    }

    @Test
    void aPublicAddressHasNoPath() {
        settings.put("ecluse.public-url[0]", "https://a.example.fr");
        settings.put("ecluse.public-url[1]", "https://b.example.fr/portail");
        assertThat(line()).startsWith("ecluse.public-url[1]: more than a scheme and a host");
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
    void theAdminSideIsNeverOnTheVisitorsPort() {
        settings.put("ecluse.admin.port", "8080");
        assertThat(line()).startsWith("ecluse.admin.port: 8080 is the port of the visitors (server.port)");
        settings.put("server.port", "8000");
        assertThat(read().admin().port()).isEqualTo(8080);
        settings.put("server.port", "0");
        settings.put("ecluse.admin.port", "0");
        assertThat(read().admin().port()).isZero();
    }

    @Test
    void anAdminTokenIsADigestWithAScope() {
        settings.put("ecluse.admin.tokens[0].name", "astreinte");
        settings.put("ecluse.admin.tokens[0].sha256", "s3cret");
        settings.put("ecluse.admin.tokens[0].scope", "root");
        settings.put("ecluse.admin.tokens[1].name", "astreinte");
        settings.put("ecluse.admin.tokens[1].sha256", DIGEST);
        assertThat(lines())
                .containsExactlyInAnyOrder(
                        "ecluse.admin.tokens[0].sha256: not the SHA-256 of a token — write its 64 hexadecimal digits, as"
                                + " given by: printf %s \"$TOKEN\" | sha256sum",
                        "ecluse.admin.tokens[0].scope: “root” is not possible — write one of: view, operate",
                        "ecluse.admin.tokens[1].name: “astreinte” is there twice — give each its own");
    }

    @Test
    void aTokenWithoutAScopeMayOnlyLook() {
        settings.put("ecluse.admin.tokens[0].name", "astreinte");
        settings.put("ecluse.admin.tokens[0].sha256", DIGEST);
        assertThat(read().admin().tokens().get(0).scope()).isEqualTo(Settings.Admin.Scope.VIEW);
    }

    @Test
    void networksAreRanges() {
        settings.put("ecluse.trusted-proxies", "10.0.0.0/8,10.0.0.0/33");
        settings.put("ecluse.school-networks[0]", "lycee.example.fr");
        assertThat(problems())
                .extracting(SettingsProblem::key)
                .containsExactly("ecluse.trusted-proxies[1]", "ecluse.school-networks[0]");
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

    @Test
    void anIntrospectionBehindTheGatewayNeedsAPublicRoute() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        settings.put("ecluse.identity.introspection.uri", "https://ent.example.fr/auth/introspect");
        settings.put("ecluse.identity.introspection.client-id", "ecluse");
        settings.put("ecluse.identity.introspection.client-secret", "s3cret");
        assertThat(line()).startsWith("ecluse.identity.introspection.uri: /auth/introspect comes through this gateway");
    }

    @Test
    void aCasServerNeedsItsAddressAlone() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        settings.put("ecluse.identity.cas.url", "https://cas.example.fr/cas/");
        Settings.Identity read = read().identity();
        assertThat(read.cas().url()).hasToString("https://cas.example.fr/cas");
        assertThat(read.cas().validation()).hasToString("https://cas.example.fr/cas/p3/serviceValidate");
        assertThat(read.login()).isEqualTo(Settings.Identity.Login.CAS);

        settings.put("ecluse.identity.cas.validate-path", "/serviceValidate?format=JSON");
        assertThat(read().identity().cas().validation())
                .hasToString("https://cas.example.fr/cas/serviceValidate?format=JSON");
        settings.remove("ecluse.identity.cas.url");
        assertThat(line())
                .isEqualTo("ecluse.identity.cas.url: missing — add it, for example url: https://cas.example.fr/cas");
    }

    @Test
    void aCasLoginNeedsAPublicAddressUnlessOnlyThisMachineConnects() {
        settings.put("ecluse.identity.cas.url", "https://cas.example.fr/cas");
        assertThat(line()).startsWith("ecluse.public-url: missing, and logins come back to it");
        settings.put("server.address", "127.0.0.1");
        assertThat(read().publicUrls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cas.example.fr/cas/login",
                "https://cas.example.fr/cas/login/",
                "https://cas.example.fr/cas?service=x",
                "https://cas.example.fr/cas#x"
            })
    void theAddressOfACasServerIsWhatStandsBeforeLogin(String url) {
        settings.put("server.address", "127.0.0.1");
        settings.put("ecluse.identity.cas.url", url);
        assertThat(line()).startsWith("ecluse.identity.cas.url: more than the address of the CAS server — write what");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serviceValidate",
                "//evil.example.fr/serviceValidate",
                "@evil.example.fr/",
                "/service Validate",
                "/serviceValidate#x",
                "/serviceValidate?"
            })
    void ticketsAreValidatedOnTheCasServerItself(String path) {
        settings.put("server.address", "127.0.0.1");
        settings.put("ecluse.identity.cas.url", "https://cas.example.fr/cas");
        settings.put("ecluse.identity.cas.validate-path", path);
        assertThat(line())
                .isEqualTo("ecluse.identity.cas.validate-path: “" + path + "” is not a path on the CAS server — write"
                        + " /p3/serviceValidate (CAS 3) or /serviceValidate (CAS 2)");
    }

    @Test
    void theClientSecretMayStandAloneInAFile() throws IOException {
        startAnOidcLogin();
        for (String written : List.of("s3cret: & plus", "s3cret: & plus\n", "s3cret: & plus\r\n")) {
            Path file = Files.writeString(folder.resolve("secret"), written);
            settings.put("ecluse.identity.oidc.client-secret-file", file.toString());
            assertThat(read().identity().oidc().clientSecret()).isEqualTo("s3cret: & plus");
        }
        Files.writeString(folder.resolve("secret"), "un ${TEXTE} tel quel");
        assertThat(read().identity().oidc().clientSecret()).isEqualTo("un ${TEXTE} tel quel");
        settings.put("ecluse.identity.oidc.client-secret", "");
        assertThat(read().identity().oidc().clientSecret()).isEqualTo("un ${TEXTE} tel quel");
    }

    @Test
    void aClientSecretFileThatGivesNoSecretIsAProblemThatNamesTheFileAndNotItsContent() throws IOException {
        startAnOidcLogin();
        String where = "ecluse.identity.oidc.client-secret-file: ";
        Path file = folder.resolve("secret");
        settings.put("ecluse.identity.oidc.client-secret-file", file.toString());
        assertThat(line()).startsWith(where + "there is no file " + file);
        assertThat(problems().get(0).text(Locale.FRENCH)).startsWith(where + "le fichier " + file + " n’existe pas");

        for (String empty : List.of("", "\n", "  \n\n")) {
            Files.writeString(file, empty);
            assertThat(line()).startsWith(where + "the file " + file + " holds no secret");
        }
        for (String several : List.of("s3cret\nanother\n", "x".repeat(10_000), "s3cret\0")) {
            Files.writeString(file, several);
            assertThat(line()).startsWith(where + "the file " + file + " holds more than one line");
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0x41});
        assertThat(line()).startsWith(where + file + " can not be read as a text file");
        settings.put("ecluse.identity.oidc.client-secret-file", folder.toString());
        assertThat(line()).startsWith(where + folder + " can not be read as a text file");
        settings.put("ecluse.identity.oidc.client-secret-file", "${NULLE_PART}/secret");
        assertThat(line()).startsWith(where).contains("NULLE_PART");
    }

    @Test
    void theClientSecretComesFromOnePlace() throws IOException {
        startAnOidcLogin();
        assertThat(line()).startsWith("ecluse.identity.oidc.client-secret: missing");

        Path file = Files.writeString(folder.resolve("secret"), "s3cret");
        settings.put("ecluse.identity.oidc.client-secret-file", file.toString());
        settings.put("ecluse.identity.oidc.client-secret", "s3cret");
        assertThat(line())
                .isEqualTo("ecluse.identity.oidc.client-secret-file: there is a client-secret as well — keep one of the"
                        + " two");
    }

    @Test
    void howTheClientSecretIsGivenMayBeChosen() {
        startAnOidcLogin();
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(read().identity().oidc().clientAuthentication()).isNull();
        settings.put("ecluse.identity.oidc.client-authentication", "post");
        assertThat(read().identity().oidc().clientAuthentication()).isEqualTo(Settings.Oidc.ClientAuthentication.POST);
        settings.put("ecluse.identity.oidc.client-authentication", "jwt");
        assertThat(line())
                .isEqualTo("ecluse.identity.oidc.client-authentication: “jwt” is not possible — write one of: basic,"
                        + " post");
    }

    private void startAnOidcLogin() {
        settings.put("ecluse.identity.oidc.issuer", "https://sso.example.fr");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.public-url", "https://ent.example.fr");
    }

    @Test
    void ofTwoWaysToLogInOidcIsTheUsualOneUnlessTheSettingsSayOtherwise() {
        settings.put("server.address", "127.0.0.1");
        settings.put("ecluse.identity.cas.url", "https://cas.example.fr/cas");
        settings.put("ecluse.identity.login", "oidc");
        assertThat(line())
                .isEqualTo("ecluse.identity.login: “oidc” is chosen, but has no settings — add identity.oidc, or remove"
                        + " this line");
        settings.remove("ecluse.identity.login");
        settings.put("ecluse.identity.oidc.issuer", "https://sso.example.fr");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(read().identity().login()).isEqualTo(Settings.Identity.Login.OIDC);
        settings.put("ecluse.identity.login", "cas");
        assertThat(read().identity().login()).isEqualTo(Settings.Identity.Login.CAS);
        settings.put("ecluse.identity.login", "saml");
        assertThat(line()).isEqualTo("ecluse.identity.login: “saml” is not possible — write one of: oidc, cas");
    }

    @Test
    void aProviderBehindTheGatewayItselfNeedsAPublicRoute() {
        settings.put("ecluse.public-url", "https://ent.example.fr,https://neo.example.fr");
        settings.put("ecluse.identity.cas.url", "https://NEO.example.fr:443/cas");
        settings.put("ecluse.identity.cas.validate-path", "/serviceValidate");
        route(1, "Path=/**", "required");
        assertThat(lines())
                .containsExactly(
                        "ecluse.identity.cas.url: /cas/login comes through this gateway, since the host is one of"
                                + " public-url, and no public route leads there: logins would go round in circles —"
                                + " before the other routes add one with predicates: [\"Path=/cas/**\"] and metadata:"
                                + " {access: public}",
                        "ecluse.identity.cas.validate-path: /cas/serviceValidate comes through this gateway, since the"
                                + " host is one of public-url, and no public route leads there: logins would go round in"
                                + " circles — before the other routes add one with predicates: [\"Path=/cas/**\"] and"
                                + " metadata: {access: public}");
        route(2, "Path=/public/**,/cas/**", "public");
        assertThat(lines()).as("the first route that matches counts").hasSize(2);
        route(0, "Path=/cas/login", "public");
        assertThat(line()).startsWith("ecluse.identity.cas.validate-path: /cas/serviceValidate comes through");
        route(0, "Path=/public/**,/cas/**", "public");
        assertThat(read().identity().cas()).isNotNull();
    }

    @Test
    void aRouteThatAsksForMoreThanAPathMayNotBeMeant() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        settings.put("ecluse.identity.cas.url", "https://ent.example.fr/cas");
        route(0, "Path=/cas/**", "required");
        settings.put(ROUTES + "[0].predicates[1]", "Method=DELETE");
        route(1, "Path=/cas/**", "public");
        assertThat(read().identity().cas()).isNotNull();
        settings.put(ROUTES + "[1].order", "7");
        route(2, "Path=/**", "required");
        assertThat(lines()).hasSize(2);
        settings.put(ROUTES + "[2].enabled", "false");
        assertThat(read().identity().cas()).isNotNull();
        settings.put(ROUTES + "[1].predicates[0].name", "Path");
        settings.put(ROUTES + "[1].predicates[0].args.patterns", "/cas/**");
        settings.remove(ROUTES + "[1].predicates[0]");
        assertThat(read().identity().cas()).isNotNull();
    }

    @Test
    void aProviderOnAnotherHostOrPortNeedsNoRouteHere() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        route(0, "Path=/**", "required");
        for (String url : List.of("https://cas.example.fr/cas", "https://ent.example.fr:8443/cas")) {
            settings.put("ecluse.identity.cas.url", url);
            assertThat(read().identity().cas().url()).hasToString(url);
        }
    }

    @Test
    void everyEndpointOfAnOidcProviderBehindTheGatewayIsLookedAt() {
        settings.put("ecluse.public-url", "https://sso.example.fr");
        settings.put("ecluse.identity.oidc.issuer", "https://sso.example.fr/realms/ent/");
        settings.put("ecluse.identity.oidc.client-id", "ent");
        settings.put("ecluse.identity.oidc.client-secret", "s");
        assertThat(lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("ecluse.identity.bearer[0].jwks-uri: /certs comes"))
                .anyMatch(line -> line.startsWith("ecluse.identity.oidc.issuer: /realms/ent/.well-known/openid-conf"));
        route(0, "Path=/realms/**,/certs", "public");
        assertThat(read().identity().oidc()).isNotNull();
        for (String endpoint : List.of("authorization-endpoint", "token-endpoint", "jwks-uri", "userinfo-endpoint")) {
            settings.put("ecluse.identity.oidc." + endpoint, "https://sso.example.fr/auth/" + endpoint);
        }
        assertThat(lines()).hasSize(4).allMatch(line -> line.contains("/auth/**"));
    }

    @Test
    void routesThatCannotBeReadAreSpringsToSay() {
        settings.put("ecluse.public-url", "https://ent.example.fr");
        settings.put(ROUTES + "[0].order", "first");
        assertThat(read().publicUrls()).hasSize(1);
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

    private void route(int at, String predicate, String access) {
        settings.put(ROUTES + "[" + at + "].id", "r" + at);
        settings.put(ROUTES + "[" + at + "].uri", "http://127.0.0.1:9000");
        settings.put(ROUTES + "[" + at + "].predicates[0]", predicate);
        settings.put(ROUTES + "[" + at + "].metadata.access", access);
    }

    private void redis() {
        settings.put("ecluse.keys[0].id", "k1");
        settings.put("ecluse.keys[0].secret", SECRET);
        settings.put("ecluse.ledger.kind", "redis");
        settings.put("ecluse.ledger.name", "aura");
    }

    private Settings read() {
        var environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        environment.getPropertySources().addLast(new MapPropertySource("settings", settings));
        return SettingsReader.read(environment);
    }

    private List<SettingsProblem> problems() {
        return catchThrowableOfType(SettingsException.class, this::read).problems();
    }

    private List<String> lines() {
        return problems().stream().map(problem -> problem.text(Locale.ENGLISH)).toList();
    }

    private String line() {
        assertThat(lines()).hasSize(1);
        return lines().get(0);
    }

    private static Map<String, Object> flat(Object source) {
        var flat = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) source).forEach((key, value) -> flat.put((String) key, value.toString()));
        return flat;
    }
}

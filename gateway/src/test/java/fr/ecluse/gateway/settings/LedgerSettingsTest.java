package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings {@code ecluse.ledger} and {@code ecluse.keys}. */
class LedgerSettingsTest extends SettingsTrial {

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
}

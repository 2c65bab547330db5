package fr.ecluse.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected values were computed with another implementation of HMAC-SHA-256. */
class KeyringTest {

    private static final Keyring.Key FIRST = new Keyring.Key("2026", counting(0));
    private static final Keyring.Key SECOND = new Keyring.Key("2027", counting(100));

    private final Keyring keyring = new Keyring(List.of(FIRST));

    @Test
    void aPersonHasTheSamePseudonymOnEveryNodeAndInEveryVersion() {
        String known = "76bf6bb73e0a323dbf3127fef3a1554a";

        assertThat(hex(keyring.pseudonym("https://ent.example/oidc", "ines"))).isEqualTo(known);
        Keyring otherNode = new Keyring(List.of(new Keyring.Key("another-id", counting(0)), SECOND));
        assertThat(hex(otherNode.pseudonym("https://ent.example/oidc", "ines"))).isEqualTo(known);
    }

    @Test
    void anAccentIsHashedAsUtf8WhateverThePlatform() {
        assertThat(hex(keyring.pseudonym("é"))).isEqualTo("b10d56696da94b3158051df920679348");
    }

    @Test
    void theSameLettersSplitElsewhereNameSomebodyElse() {
        assertThat(hex(keyring.pseudonym("ab", "c"))).isEqualTo("ec1749e5a568a6397d2e85c6de509d11");
        assertThat(hex(keyring.pseudonym("a", "bc"))).isEqualTo("c33a646837003a701c5354e4cb45849e");
        assertThat(keyring.pseudonym("abc")).isNotEqualTo(keyring.pseudonym("ab", "c"));
        assertThat(keyring.pseudonym("abc", "")).isNotEqualTo(keyring.pseudonym("", "abc"));
    }

    @Test
    void aPartThatLooksLikeALengthCannotPassForTwoParts() {
        assertThat(keyring.pseudonym("a1:b")).isNotEqualTo(keyring.pseudonym("a", "b"));
        assertThat(keyring.pseudonym("1:a1:b")).isNotEqualTo(keyring.pseudonym("a", "b"));
    }

    @Test
    void anotherFirstKeyGivesAnotherPseudonym() {
        assertThat(new Keyring(List.of(SECOND, FIRST)).pseudonym("ines")).isNotEqualTo(keyring.pseudonym("ines"));
    }

    @Test
    void theKeyOfAPurposeIsTheSameOnEveryNodeAndInEveryVersion() {
        assertThat(Keyring.derive(FIRST, "person"))
                .isEqualTo(bytes("63d9d8fc59c4ab843875c1b1cd40901039c0dc5151e97acaa5e977bb8c0d6dd6"));
        assertThat(Keyring.derive(FIRST, "ticket"))
                .isEqualTo(bytes("eb69ebfbb7c6884f7667b8243e0117912f365e590c668e7fd006d0f0b890d401"));
    }

    @Test
    void everyPurposeAndEveryKeyHasItsOwnDerivedKeyAndNoneIsTheSecret() {
        List<byte[]> derived = List.of(
                counting(0),
                Keyring.derive(FIRST, "ticket"),
                Keyring.derive(FIRST, "session-cookie"),
                Keyring.derive(SECOND, "ticket"));

        assertThat(derived).allSatisfy(key -> assertThat(key).hasSize(32));
        assertThat(derived.stream().map(HexFormat.of()::formatHex)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 64})
    void aSecretOfAnotherLengthIsRefusedAndTheLengthIsSaid(int length) {
        assertThatThrownBy(() -> new Keyring.Key("2026", new byte[length]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key has 32 bytes, not " + length);
    }

    @Test
    void aKeyDoesNotChangeWithTheArrayThatItWasMadeOf() {
        byte[] secret = counting(0);
        Keyring.Key key = new Keyring.Key("2026", secret);
        Arrays.fill(secret, (byte) 0);

        assertThat(Keyring.derive(key, "ticket")).isEqualTo(Keyring.derive(FIRST, "ticket"));
    }

    @Test
    void theTextOfAKeyShowsItsIdAndNothingOfItsSecret() {
        byte[] legible = "legible-secret-of-thirty-two-by!".getBytes(StandardCharsets.US_ASCII);
        String text = new Keyring.Key("2026", legible).toString();

        assertThat(text).isEqualTo("Key[2026]");
        Keyring both = new Keyring(List.of(new Keyring.Key("2026", legible), SECOND));
        assertThat(both + " " + both.all() + " " + both.signing())
                .doesNotContain("legible")
                .doesNotContain(HexFormat.of().formatHex(legible))
                .doesNotContain(Base64.getEncoder().encodeToString(legible));
    }

    @Test
    void theFirstKeySignsAndAllMayVerifyInTheirOrder() {
        Keyring both = new Keyring(List.of(SECOND, FIRST));

        assertThat(both.signing()).isSameAs(SECOND);
        assertThat(both.all()).containsExactly(SECOND, FIRST);
    }

    @Test
    void aKeyringWithoutAKeyIsRefused() {
        assertThatThrownBy(() -> new Keyring(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoRandomKeyringsShareNothing() {
        assertThat(Keyring.random().pseudonym("ines"))
                .isNotEqualTo(Keyring.random().pseudonym("ines"));
    }

    private static String hex(Pseudonym pseudonym) {
        return HexFormat.of().formatHex(pseudonym.bytes());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** 32 bytes that count up from the first. */
    private static byte[] counting(int first) {
        byte[] secret = new byte[Keyring.SECRET_BYTES];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (first + i);
        }
        return secret;
    }
}

package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class DigestTest {

    @Test
    void itIsTheSha256OfTheText() {
        // FIPS 180-2, appendix B.1
        assertThat(hex(Digest.of("abc"))).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void nothingOfTheTextBeforeIsLeftOver() {
        Digest first = Digest.of("abc");
        Digest.of("a much longer text than the one before and the one after");

        assertThat(Digest.of("abc")).isEqualTo(first).hasSameHashCodeAs(first);
        assertThat(Digest.of("abd")).isNotEqualTo(first);
        assertThat(Digest.of("")).isNotEqualTo(first);
        assertThat(Digest.of("x".repeat(TokenVerifier.LONGEST))).isNotEqualTo(first);
    }

    private static String hex(Digest digest) {
        StringBuilder hex = new StringBuilder();
        for (long part : new long[] {digest.first(), digest.second(), digest.third(), digest.fourth()}) {
            hex.append("%016x".formatted(new BigInteger(Long.toUnsignedString(part))));
        }
        return hex.toString();
    }
}

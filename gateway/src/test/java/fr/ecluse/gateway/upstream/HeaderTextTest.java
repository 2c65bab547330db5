package fr.ecluse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTextTest {

    @Test
    void visibleAsciiIsLeftAsItIs() {
        String plain = "ines.martin+6eB@college-jean-moulin.example/~x!\"#$&'()*,:;<=>?[\\]^_`{|}";

        assertThat(HeaderText.safe(plain)).isSameAs(plain);
        assertThat(HeaderText.safe("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Inès, In%C3%A8s",
        "Zoé Œuvrard, Zo%C3%A9%20%C5%92uvrard",
        "100%, 100%25",
        "%41, %2541",
        "😀, %F0%9F%98%80"
    })
    void accentsSpacesAndPercentSignsArePercentEncodedUtf8(String text, String encoded) {
        assertThat(HeaderText.safe(text)).isEqualTo(encoded);
    }

    @Test
    void aLineBreakCannotBeginAnotherHeader() {
        assertThat(HeaderText.safe("ines\r\nEcluse-Roles: personnel")).isEqualTo("ines%0D%0AEcluse-Roles:%20personnel");
        assertThat(HeaderText.safe("a\nb")).isEqualTo("a%0Ab");
        assertThat(HeaderText.safe("a\rb")).isEqualTo("a%0Db");
        assertThat(HeaderText.safe("a\u0000b\tc\u007Fd")).isEqualTo("a%00b%09c%7Fd");
        // their low bytes are CR and LF: what a careless narrowing to bytes would write
        assertThat(HeaderText.safe("a\u010D\u010Ab")).isEqualTo("a%C4%8D%C4%8Ab");
    }

    @Test
    void aTextThatWasEncodedAlreadyIsNotTakenForThePlainOne() {
        assertThat(HeaderText.safe("In%C3%A8s")).isNotEqualTo(HeaderText.safe("Inès"));
    }

    @Test
    void anyTextBecomesVisibleAsciiThatDecodesToItself() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x100 : 0xD800));
            }
            String safe = HeaderText.safe(text.toString());

            assertThat(safe).as("seed %d", seed).matches("[!-~]*");
            // URLDecoder is for forms, where a plus sign is a space
            assertThat(URLDecoder.decode(safe.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());
        }
    }
}

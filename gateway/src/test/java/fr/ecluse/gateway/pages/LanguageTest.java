package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {

    @ParameterizedTest
    @ValueSource(strings = {"en", "en-GB,en;q=0.9,fr;q=0.8", "de, en;q=0.5", "fr;q=0.1, EN-us;q=0.2", "fr;q=0, en"})
    void whoPrefersEnglishReadsEnglish(String header) {
        assertThat(Language.preferred(header)).isEqualTo(Language.ENGLISH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fr",
                "fr-CA,fr;q=0.9,en;q=0.8",
                "de",
                "*",
                "ar, fr;q=0.7, en;q=0.3",
                "en;q=0",
                "",
                ";;;",
                "en;q=x",
                "é"
            })
    void everybodyElseReadsFrench(String header) {
        assertThat(Language.preferred(header)).isEqualTo(Language.FRENCH);
    }

    @Test
    void noHeaderAndAnEndlessOneMeanFrench() {
        assertThat(Language.preferred(null)).isEqualTo(Language.FRENCH);
        assertThat(Language.preferred("en," + "a-b,".repeat(1_000_000))).isEqualTo(Language.FRENCH);
    }
}

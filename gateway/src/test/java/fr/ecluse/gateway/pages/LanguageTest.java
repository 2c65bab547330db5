package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {

    @ParameterizedTest
    @ValueSource(strings = {"en", "en-GB,en;q=0.9,fr;q=0.8", "de, en;q=0.5", "fr;q=0.1, EN-us;q=0.2", "fr;q=0, en"})
    void whoPrefersEnglishReadsEnglish(String header) {
        assertThat(Language.preferred(header)).isEqualTo(Language.ENGLISH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ar-MA,ar;q=0.9,fr;q=0.5 | ARABIC",
                "ar-DZ | ARABIC",
                "pt-BR, pt;q=0.9, en;q=0.8 | PORTUGUESE",
                "es-419 | SPANISH",
                "tr-TR,tr;q=0.9,en-US;q=0.8 | TURKISH",
                "uk-UA,uk;q=0.9,ru;q=0.8 | UKRAINIAN",
                "ru, uk;q=0.5 | UKRAINIAN",
                "zh-CN,zh;q=0.9,en;q=0.8 | CHINESE",
                "zh-Hant-TW | CHINESE",
                "fr;q=0.7, zh | CHINESE",
            })
    void familiesReadTheirOwnLanguage(String header, Language expected) {
        assertThat(Language.preferred(header)).isEqualTo(expected);
    }

    @Test
    void aChoiceIsOneOfTheCodesAndNothingElse() {
        for (Language language : Language.values()) {
            assertThat(Language.of(language.code())).isEqualTo(language);
        }
        assertThat(Language.of("de")).isNull();
        assertThat(Language.of("")).isNull();
        assertThat(Language.of(null)).isNull();
    }

    @Test
    void screenReadersAreToldTheVoiceAndTheLetters() {
        assertThat(Stream.of(Language.values()).map(Language::tag))
                .containsExactly("fr", "en", "ar", "pt-PT", "es", "tr", "uk", "zh-Hans");
    }

    /** The examples of the plural rules of Unicode CLDR. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FRENCH | one | 0 1",
                "FRENCH | other | 2 17 100 1001 1000001",
                "FRENCH | many | 1000000 2000000",
                "SPANISH | one | 1",
                "SPANISH | other | 0 2 16 100 1001",
                "PORTUGUESE | one | 1",
                "PORTUGUESE | other | 0 2 100",
                "PORTUGUESE | many | 1000000",
                "ENGLISH | one | 1",
                "ENGLISH | other | 0 2 11 21 100",
                "TURKISH | one | 1",
                "TURKISH | other | 0 2 1000",
                "CHINESE | other | 0 1 2 100",
                "UKRAINIAN | one | 1 21 31 101 1001",
                "UKRAINIAN | few | 2 3 4 22 24 32 102 1002",
                "UKRAINIAN | many | 0 5 11 12 13 14 19 20 25 100 111 112 1000 1011",
                "ARABIC | one | 1",
                "ARABIC | two | 2",
                "ARABIC | few | 3 10 103 110 1003",
                "ARABIC | many | 11 26 99 111 1011",
                "ARABIC | other | 100 101 102 200 202 300 1000 10000 1000000",
            })
    void numbersTakeThePluralsOfTheLanguage(Language language, String form, String numbers) {
        for (String number : numbers.split(" ")) {
            assertThat(language.plural(Long.parseLong(number))).as(number).isEqualTo(form);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "FRENCH | 1\u202f250 | 144\u202f000",
                "ENGLISH | 1,250 | 144,000",
                "ARABIC | 1,250 | 144,000",
                "PORTUGUESE | 1250 | 144\u00a0000",
                "SPANISH | 1250 | 144.000",
                "TURKISH | 1.250 | 144.000",
                "UKRAINIAN | 1\u00a0250 | 144\u00a0000",
                "CHINESE | 1,250 | 144,000",
            })
    void largeNumbersAreGroupedAsTheLanguageDoes(Language language, String thousands, String more) {
        assertThat(language.number(1250)).isEqualTo(thousands);
        assertThat(language.number(144_000)).isEqualTo(more);
        assertThat(language.number(999)).isEqualTo("999");
        assertThat(language.number(0)).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fr",
                "fr-CA,fr;q=0.9,en;q=0.8",
                "de",
                "*",
                "it, fr;q=0.7, en;q=0.3",
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

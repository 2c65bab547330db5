package fr.ecluse.policy.week;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void bothLanguagesHaveTheSameWordsAndNoStraightApostropheThatWouldSwallowAnArgument() {
        Words french = Words.in(Locale.FRANCE);
        Words english = Words.in(Locale.ENGLISH);
        assertThat(french.bundle().keySet()).isEqualTo(english.bundle().keySet());
        assertThat(Samples.text("words.properties").lines().filter(line -> line.indexOf('=') > 0))
                .hasSameSizeAs(Samples.text("words_fr.properties")
                        .lines()
                        .filter(line -> line.indexOf('=') > 0)
                        .toList());
        for (String key : french.bundle().keySet()) {
            assertThat(french.bundle().getString(key) + english.bundle().getString(key))
                    .as(key)
                    .doesNotContain("'");
        }
    }

    @Test
    void aReaderOfAnotherLanguageReadsEnglish() {
        assertThat(Words.in(Locale.GERMANY)).isSameAs(Words.in(Locale.UK));
    }
}

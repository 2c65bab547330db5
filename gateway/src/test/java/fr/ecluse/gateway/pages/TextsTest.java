package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextsTest {

    private static final List<String> DECISIONS = List.of(
            "login",
            "unauthenticated",
            "invalid-token",
            "refused",
            "waiting",
            "service-full",
            "throttled",
            "unavailable",
            "overloaded",
            "login-failed",
            "bad-request",
            "not-found",
            "logged-in",
            "logged-out",
            "upstream-failed");
    private static final Pattern NAMES = Pattern.compile("\\{\\w+}");

    private final Moments french = new Moments(Texts.in(Language.FRENCH));
    private final Moments english = new Moments(Texts.in(Language.ENGLISH));

    @Test
    void bothLanguagesHaveTheSameTextsWithTheSameFacts() throws Exception {
        Properties fr = read("texts_fr.properties");
        Properties en = read("texts_en.properties");
        assertThat(fr.keySet()).isEqualTo(en.keySet());
        fr.forEach((key, text) -> assertThat(NAMES.matcher(text.toString())
                        .results()
                        .map(r -> r.group())
                        .sorted())
                .as("%s", key)
                .containsExactlyElementsOf(NAMES.matcher(en.getProperty(key.toString()))
                        .results()
                        .map(r -> r.group())
                        .sorted()
                        .toList()));
    }

    @Test
    void everyDecisionHasItsWords() {
        for (Language language : Language.values()) {
            for (String decision : DECISIONS) {
                Texts.Problem problem = Texts.in(language).problem(decision);
                assertThat(problem.title()).isNotBlank();
                assertThat(problem.detail()).endsWith(".");
            }
        }
        assertThatThrownBy(() -> Texts.in(Language.FRENCH).problem("perhaps"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void frenchKeepsItsPunctuationAndHoursOnOneLine() {
        Texts texts = Texts.in(Language.FRENCH);
        assertThat(texts.noBreaks("Oui : non ; quoi ? ah ! « mot » de 18 h à 8 h 30"))
                .isEqualTo(
                        "Oui\u00a0: non\u00a0; quoi\u00a0? ah\u00a0! «\u00a0mot\u00a0» de 18\u00a0h à 8\u00a0h\u00a030");
        assertThat(texts.noBreaks("4 heures")).isEqualTo("4 heures");
        assertThat(Texts.in(Language.ENGLISH).noBreaks("a : b")).isEqualTo("a : b");
    }

    @Test
    void hoursAndDaysAreWrittenAsPeopleSayThem() {
        assertThat(french.hour(at("2026-11-24T18:00"))).isEqualTo("18\u00a0h");
        assertThat(french.hour(at("2026-11-24T08:05"))).isEqualTo("8\u00a0h\u00a005");
        assertThat(french.hour(at("2026-11-24T00:00"))).isEqualTo("0\u00a0h");
        assertThat(english.hour(at("2026-11-24T08:05"))).isEqualTo("08:05");
        assertThat(french.day(at("2026-12-01T08:00"))).isEqualTo("mardi 1er décembre");
        assertThat(french.day(at("2026-12-11T08:00"))).isEqualTo("vendredi 11 décembre");
        assertThat(english.day(at("2026-12-01T08:00"))).isEqualTo("Tuesday 1 December");
    }

    @Test
    void aReopeningIsTodayTomorrowOrOnADate() {
        ZonedDateTime lateEvening = at("2026-11-24T23:59");
        assertThat(french.reopening(lateEvening, at("2026-11-25T00:00")))
                .isEqualTo("Vous pourrez vous connecter à partir de 0\u00a0h, demain mercredi 25 novembre.");
        assertThat(french.reopening(lateEvening, at("2026-11-30T08:30")))
                .isEqualTo("Vous pourrez vous connecter à partir de 8\u00a0h\u00a030, le lundi 30 novembre.");
        assertThat(english.reopening(at("2026-12-31T09:00"), at("2027-01-01T18:00")))
                .isEqualTo("You can sign in from 18:00 tomorrow, Friday 1 January.");
        // the day on which clocks move has 25 hours: it is still only tomorrow
        assertThat(english.reopening(at("2026-10-24T23:30"), at("2026-10-25T23:45")))
                .isEqualTo("You can sign in from 23:45 tomorrow, Sunday 25 October.");
    }

    @Test
    void aWaitIsARangeThatHoldsIt() {
        Ranges ranges = new Ranges(Texts.in(Language.FRENCH));
        assertThat(ranges.of(Duration.ZERO)).isEqualTo("moins d’une minute");
        assertThat(ranges.of(Duration.ofSeconds(59))).isEqualTo("moins d’une minute");
        assertThat(ranges.of(Duration.ofSeconds(60))).isEqualTo("environ 1 à 2 minutes");
        assertThat(ranges.of(Duration.ofSeconds(400))).isEqualTo("environ 5 à 10 minutes");
        assertThat(ranges.of(Duration.ofMinutes(60))).isEqualTo("environ 1\u00a0h à 1\u00a0h\u00a030");
        assertThat(ranges.of(Duration.ofMinutes(119))).isEqualTo("environ 1\u00a0h\u00a030 à 2\u00a0h");
        assertThat(ranges.of(Duration.ofMinutes(120))).isEqualTo("plus de 2\u00a0h");
        assertThat(new Ranges(Texts.in(Language.ENGLISH)).of(Duration.ofHours(9)))
                .isEqualTo("over 2 h");
    }

    @Test
    void theScriptFindsTheSameRangesAsThePage() {
        Ranges ranges = new Ranges(Texts.in(Language.FRENCH));
        for (int seconds = 0; seconds < 9_000; seconds += 7) {
            assertThat(asTheScriptReads(ranges.forScript(), seconds)).isEqualTo(ranges.of(Duration.ofSeconds(seconds)));
        }
    }

    @Test
    void aShortDelayIsRoundedUp() {
        assertThat(french.soon(Duration.ZERO)).isEqualTo("dans quelques secondes");
        assertThat(french.soon(Duration.ofMillis(5_001))).isEqualTo("dans environ 10 secondes");
        assertThat(french.soon(Duration.ofSeconds(41))).isEqualTo("dans environ 50 secondes");
        assertThat(french.soon(Duration.ofSeconds(60))).isEqualTo("dans environ une minute");
        assertThat(french.soon(Duration.ofSeconds(61))).isEqualTo("dans environ 2 minutes");
    }

    private static String asTheScriptReads(String ranges, int seconds) {
        for (String range : ranges.split("\\|", -1)) {
            String[] parts = range.split(":", 2);
            if (parts[0].isEmpty() || seconds < Integer.parseInt(parts[0])) {
                return parts[1];
            }
        }
        throw new AssertionError("no range for " + seconds);
    }

    private static ZonedDateTime at(String local) {
        return ZonedDateTime.of(LocalDateTime.parse(local), ZoneId.of("Europe/Paris"));
    }

    private static Properties read(String name) throws Exception {
        Properties read = new Properties();
        read.load(new StringReader(Assets.text(name)));
        return read;
    }
}

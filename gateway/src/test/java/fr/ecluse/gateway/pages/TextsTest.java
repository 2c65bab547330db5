package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextsTest {

    private static final List<String> DECISIONS = List.of(
            "login",
            "unauthenticated",
            "invalid-token",
            "refused",
            "waiting",
            "service-full",
            "waiting-held",
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
    private static final Pattern FORM =
            Pattern.compile("(?<=^(ahead|soon\\.seconds|soon\\.minutes)\\.)(one|two|few|many|other)$");
    /** Patterns of dates, with another for the first of a month where the language has one. */
    private static final Pattern PATTERN = Pattern.compile("(day|date)(\\.first)?");

    private final Moments french = new Moments(Texts.in(Language.FRENCH));
    private final Moments english = new Moments(Texts.in(Language.ENGLISH));

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyLanguageHasTheSameTextsWithTheSameFacts(Language language) {
        Map<String, String> french = read(Language.FRENCH);
        Map<String, String> texts = read(language);
        assertThat(texts.keySet().stream().map(TextsTest::withoutForm).collect(Collectors.toSet()))
                .isEqualTo(french.keySet().stream().map(TextsTest::withoutForm).collect(Collectors.toSet()));
        texts.forEach((key, text) -> {
            assertThat(text).as(key).isNotBlank();
            String original = french.get(key);
            boolean ownWay = original == null
                    || FORM.matcher(key).find()
                    || PATTERN.matcher(key).matches();
            if (!ownWay && !key.startsWith("hour.") && !key.equals("live.checked")) {
                assertThat(names(text)).as(key).isEqualTo(names(original));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyPluralThatTheLanguageHasIsThere(Language language) {
        Map<String, String> texts = read(language);
        for (long n = 1; n < 1_200; n++) {
            String form = language.plural(n);
            boolean spare = form.equals("many") && n % 1_000_000 == 0;
            assertThat(spare || texts.containsKey("ahead." + form))
                    .as("ahead.%s", form)
                    .isTrue();
            String said = Texts.in(language).counted("ahead", n);
            boolean inWords = language == Language.ARABIC && n <= 2;
            assertThat(said.contains(language.number(n))).as(said).isEqualTo(!inWords);
        }
    }

    /** A text left in another language would be in the wrong letters, or the very same as there. */
    @ParameterizedTest
    @EnumSource(Language.class)
    void nothingIsLeftOfAnotherLanguage(Language language) {
        Map<String, String> texts = read(language);
        Pattern letters = switch (language) {
            case ARABIC -> Pattern.compile("\\p{IsArabic}");
            case UKRAINIAN -> Pattern.compile("\\p{IsCyrillic}");
            case CHINESE -> Pattern.compile("\\p{IsHan}");
            default -> Pattern.compile("\\p{IsLatin}");
        };
        boolean latin = letters.pattern().contains("Latin");
        for (Map.Entry<String, String> text : texts.entrySet()) {
            if (PATTERN.matcher(text.getKey()).matches() || text.getKey().startsWith("hour.")) {
                continue;
            }
            String words = NAMES.matcher(text.getValue())
                    .replaceAll("")
                    .replace("Cookie", "")
                    .replace("cookie", "");
            if (text.getKey().startsWith("list.")) {
                continue;
            }
            assertThat(letters.matcher(words).find()).as(text.getKey()).isTrue();
            if (!latin) {
                assertThat(words).as(text.getKey()).doesNotContainPattern("\\p{IsLatin}");
            }
        }
        for (Language other : Language.values()) {
            if (other != language) {
                Map<String, String> there = read(other);
                assertThat(texts.entrySet().stream()
                                .filter(text -> text.getValue().length() > 30)
                                .filter(text -> text.getValue().equals(there.get(text.getKey()))))
                        .as("the same in %s", other)
                        .isEmpty();
            }
        }
    }

    @Test
    void everyDecisionHasItsWords() {
        for (Language language : Language.values()) {
            for (String decision : DECISIONS) {
                Texts.Problem problem = Texts.in(language).problem(decision);
                assertThat(problem.title()).isNotBlank();
                assertThat(problem.detail()).containsPattern("[.。]$");
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
        assertThat(french(0, 0)).isEqualTo("moins d’une minute");
        assertThat(french(20, 59)).isEqualTo("moins d’une minute");
        assertThat(french(0, 100)).isEqualTo("moins de 2 minutes");
        assertThat(french(60, 60)).isEqualTo("environ 1 à 2 minutes");
        assertThat(french(400, 400)).isEqualTo("environ 5 à 10 minutes");
        assertThat(french(300, 600)).isEqualTo("environ 5 à 10 minutes");
        assertThat(french(299, 601)).isEqualTo("environ 2 à 15 minutes");
        assertThat(french(2_800, 3_500)).isEqualTo("environ 45 minutes à 1\u00a0h");
        assertThat(french(3_600, 3_601)).isEqualTo("environ 1\u00a0h à 1\u00a0h\u00a030");
        assertThat(french(7_140, 7_140)).isEqualTo("environ 1\u00a0h\u00a030 à 2\u00a0h");
        assertThat(french(2_000, 9_000)).isEqualTo("plus de 30 minutes");
        assertThat(french(7_200, 9_000)).isEqualTo("plus de 2\u00a0h");
        assertThat(range(Language.ENGLISH, 4_000, 4_000)).isEqualTo("about 1 hour to 1½ hours");
        assertThat(range(Language.ARABIC, 70, 70)).isEqualTo("من دقيقة إلى دقيقتين تقريبًا");
        assertThat(range(Language.ARABIC, 130, 130)).isEqualTo("من دقيقتين إلى 5 دقائق تقريبًا");
        assertThat(range(Language.ARABIC, 400, 800)).isEqualTo("من 5 إلى 15 دقيقة تقريبًا");
        assertThat(range(Language.UKRAINIAN, 70, 70)).isEqualTo("приблизно від 1 до 2 хвилин");
        assertThat(range(Language.CHINESE, 3_000, 3_000)).isEqualTo("大约 45 分钟 到 1 小时");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aWiderEstimateIsNeverANarrowerRange(Language language) {
        Ranges ranges = new Ranges(Texts.in(language));
        for (int least = 0; least < 9_000; least += 37) {
            for (int most = least; most < 9_000; most += 251) {
                assertThat(ranges.of(estimate(least, most))).doesNotContain("{").isNotBlank();
            }
        }
    }

    @Test
    void theScriptIsGivenEachRoundDurationInWords() {
        assertThat(new Ranges(Texts.in(Language.FRENCH)).forScript())
                .startsWith("60:1 minute|120:2 minutes|")
                .endsWith("|3600:1\u00a0h|5400:1\u00a0h\u00a030|7200:2\u00a0h");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENGLISH | Tuesday 24 November | Answered on Tuesday 24 November 2026 at 09:05.",
                "ARABIC | الثلاثاء 24 نوفمبر | تاريخ هذا الرد: الثلاثاء 24 نوفمبر 2026، الساعة 09:05.",
                "PORTUGUESE | terça-feira, 24 de novembro | Data da resposta: terça-feira, 24 de novembro de 2026, às 09:05.",
                "SPANISH | martes 24 de noviembre | Respuesta dada el martes 24 de noviembre de 2026 a las 9:05.",
                "TURKISH | 24 Kasım Salı | Yanıt zamanı: 24 Kasım 2026 Salı, saat 09:05.",
                "UKRAINIAN | вівторок, 24 листопада | Час відповіді: вівторок, 24 листопада 2026 року, 09:05.",
                "CHINESE | 11月24日（星期二） | 答复时间：2026年11月24日（星期二）09:05。",
            })
    void everyLanguageWritesItsOwnDates(Language language, String day, String stamp) {
        Moments moments = new Moments(Texts.in(language));
        assertThat(moments.day(at("2026-11-24T09:05"))).isEqualTo(day);
        assertThat(moments.stamp(at("2026-11-24T09:05"))).isEqualTo(stamp);
    }

    @Test
    void aDelayTakesThePluralOfItsNumber() {
        assertThat(soon(Language.ARABIC, 10)).isEqualTo("بعد 10 ثوانٍ تقريبًا");
        assertThat(soon(Language.ARABIC, 20)).isEqualTo("بعد 20 ثانية تقريبًا");
        assertThat(soon(Language.ARABIC, 120)).isEqualTo("بعد دقيقتين تقريبًا");
        assertThat(soon(Language.ARABIC, 300)).isEqualTo("بعد 5 دقائق تقريبًا");
        assertThat(soon(Language.UKRAINIAN, 60)).isEqualTo("приблизно за 1 хвилину");
        assertThat(soon(Language.UKRAINIAN, 180)).isEqualTo("приблизно за 3 хвилини");
        assertThat(soon(Language.UKRAINIAN, 660)).isEqualTo("приблизно за 11 хвилин");
    }

    @Test
    void aShortDelayIsRoundedUp() {
        assertThat(french.soon(Duration.ZERO)).isEqualTo("dans quelques secondes");
        assertThat(french.soon(Duration.ofMillis(5_001))).isEqualTo("dans environ 10 secondes");
        assertThat(french.soon(Duration.ofSeconds(41))).isEqualTo("dans environ 50 secondes");
        assertThat(french.soon(Duration.ofSeconds(60))).isEqualTo("dans environ une minute");
        assertThat(french.soon(Duration.ofSeconds(61))).isEqualTo("dans environ 2 minutes");
    }

    private static String french(int atLeast, int atMost) {
        return range(Language.FRENCH, atLeast, atMost);
    }

    private static String range(Language language, int atLeast, int atMost) {
        return new Ranges(Texts.in(language)).of(estimate(atLeast, atMost));
    }

    private static Page.Estimate estimate(int atLeast, int atMost) {
        return new Page.Estimate(Duration.ofSeconds(atLeast), Duration.ofSeconds(atMost), null);
    }

    private static String soon(Language language, int seconds) {
        return new Moments(Texts.in(language)).soon(Duration.ofSeconds(seconds));
    }

    private static ZonedDateTime at(String local) {
        return ZonedDateTime.of(LocalDateTime.parse(local), ZoneId.of("Europe/Paris"));
    }

    private static String withoutForm(String key) {
        return FORM.matcher(PATTERN.matcher(key).matches() ? key.replace(".first", "") : key)
                .replaceAll("*");
    }

    private static List<String> names(String text) {
        return NAMES.matcher(text).results().map(MatchResult::group).sorted().toList();
    }

    private static Map<String, String> read(Language language) {
        return Theme.OWN.texts(Theme.texts(language));
    }
}

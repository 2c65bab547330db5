package fr.ecluse.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.report.DayReport.Figures;
import fr.ecluse.gateway.report.DayReport.Peak;
import fr.ecluse.gateway.report.DayReport.Refusals;
import fr.ecluse.gateway.report.DayReport.Waits;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportPageTest {

    private static final Waits NOBODY_WAITED = new Waits(0, null, null);
    private static final Figures NOBODY = new Figures(0, 0, null, 0, NOBODY_WAITED);

    @Test
    void thePageIsWellFormedAndNeedsNothingElse() throws Exception {
        String page = ReportPage.of(report("Mon ENT", pupils(95)), Locale.FRANCE);
        assertThat(ReportPage.of(report("Mon ENT", pupils(95)), Locale.FRANCE)).isEqualTo(page);
        Document document = parsed(page);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("link").getLength()).isZero();
        assertThat(document.getElementsByTagName("img").getLength()).isZero();
        assertThat(document.getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(page).contains("default-src &#39;none&#39;;").doesNotContain("url(");
    }

    @Test
    void whatAnEntOrARoleIsCalledStaysText() throws Exception {
        Map<String, Figures> byRole = Map.of("<b>&", pupils(50));
        String page = ReportPage.of(report("<script>alert(1)</script> & co", byRole, 0), Locale.UK);
        assertThat(parsed(page).getElementsByTagName("script").getLength()).isZero();
        assertThat(page)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; co")
                .contains("50% of people with the role &lt;b&gt;&amp; were able to connect: 50 of 100.");
    }

    @Test
    void theShareIsNeverRoundedUp() {
        assertThat(text(new Figures(1_000, 999, 0.999, 999, NOBODY_WAITED))).contains("99% of pupils");
        assertThat(text(new Figures(1_000, 1, 0.001, 1, NOBODY_WAITED)))
                .contains("Less than 1% of pupils were able to connect: 1 of 1,000.")
                .containsPattern("pupils +1,000 +1 +< 1%");
        assertThat(text(new Figures(1_000, 0, 0.0, 0, NOBODY_WAITED)))
                .contains("None of the pupils were able to connect: 1,000 people tried.");
    }

    @Test
    void aDayOnWhichNobodyCameIsSaid() {
        assertThat(ReportPage.of(report("Mon ENT", NOBODY), Locale.FRANCE))
                .contains("Personne n’a cherché à se connecter ce jour-là.")
                .doesNotContain("<svg class=\"share\"");
    }

    @Test
    void whatCouldNotBeCountedIsSaid() {
        DayReport report = report("Mon ENT", Map.of("eleve", pupils(95)), 1_200);
        assertThat(ReportPage.of(report, Locale.UK)).contains("1,200 requests could not be counted");
        assertThat(String.join("\n", ReportText.of(report, Locale.UK))).contains("1,200 requests could not be counted");
    }

    @Test
    void waitsAreToldInHoursMinutesAndSeconds() {
        ReportWords words = new ReportWords(report("Mon ENT", NOBODY), Locale.FRANCE);
        assertThat(words.duration(null)).isEqualTo("–");
        assertThat(words.duration(59L)).isEqualTo("59 s");
        assertThat(words.duration(60L)).isEqualTo("1 min");
        assertThat(words.duration(61L)).isEqualTo("1 min 1 s");
        assertThat(words.duration(3_600L)).isEqualTo("1 h");
        assertThat(words.duration(43_199L)).isEqualTo("11 h 59 min");
    }

    @Test
    void bothLanguagesHaveTheSameWordsAndNoStraightApostropheThatWouldSwallowAnArgument() {
        ResourceBundle french = bundle(Locale.FRENCH);
        ResourceBundle english = bundle(Locale.ROOT);
        assertThat(french.keySet()).isEqualTo(english.keySet());
        for (String key : french.keySet()) {
            assertThat(french.getString(key) + english.getString(key)).as(key).doesNotContain("'");
        }
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                "fr.ecluse.gateway.report.words",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private static String text(Figures figures) {
        return String.join("\n", ReportText.of(report("Mon ENT", figures), Locale.UK));
    }

    private static Figures pupils(int percent) {
        return new Figures(100, percent, percent / 100.0, percent, new Waits(3, 12L, 90L));
    }

    private static DayReport report(String ent, Figures pupils) {
        return report(ent, Map.of("eleve", pupils), 0);
    }

    private static DayReport report(String ent, Map<String, Figures> byRole, long missed) {
        return new DayReport(
                ent,
                "2026-11-24",
                "Europe/Paris",
                "2026-11-25T08:00:00+01:00",
                false,
                byRole.values().iterator().next(),
                new LinkedHashMap<>(byRole),
                new Peak(52_000, "2026-11-24T10:12:31+01:00"),
                List.of(new Refusals("parents-journee", 3, 12)),
                missed);
    }

    private static Document parsed(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.substring("<!DOCTYPE html>\n".length()))));
    }
}

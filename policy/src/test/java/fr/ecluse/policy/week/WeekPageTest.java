package fr.ecluse.policy.week;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.Policy;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class WeekPageTest {

    private static final String HOSTILE = "version: 1\n"
            + "ent: '</title><script>alert(1)</script> & \"L''ENT\"'\n"
            + "school-calendar: strasbourg\n"
            + "ceiling: {sessions: 10}\n"
            + "holidays:\n  - {from: 2027-03-22, to: 2027-03-23, name: '<img src=x onerror=alert(2)>'}\n"
            + "rules:\n"
            + "  - {name: a, roles: [parent], effect: refuse, message: '</blockquote><script src=\"http://x/\">é</script>'}\n"
            + "  - {name: b, roles: [autre], effect: refuse, services: [\"<b>\"]}\n";

    private static Week week(Policy policy) {
        return Week.of(policy, null, Samples.EASTER_WEEK);
    }

    private static String page(String language) {
        Week week = week(Samples.policy("policy.yaml"));
        Difference difference = Difference.between(Samples.policy("running.yaml"), "running.yaml", week);
        return WeekPage.of(week, difference, Locale.forLanguageTag(language));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en"})
    void thePageIsWellFormedAndEveryTableHasItsCaptionAndItsHeadings(String language) throws Exception {
        Document page = parsed(page(language));
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo(language);
        List<Element> tables = all(page, "table");
        assertThat(tables).hasSize(4);
        assertThat(tables).allSatisfy(table -> {
            assertThat(table.getFirstChild().getNodeName()).isEqualTo("caption");
            assertThat(table.getElementsByTagName("th").getLength()).isPositive();
        });
        assertThat(all(page, "th"))
                .allSatisfy(th -> assertThat(th.getAttribute("scope")).isIn("col", "row"));
        assertThat(all(page, "h1")).hasSize(1);
        assertThat(all(page, "h2")).hasSize(5);
    }

    @Test
    void nothingIsLoadedAndNothingRuns() throws Exception {
        String html = page("fr");
        assertThat(html)
                .doesNotContain("http:", "https:", "@import", "javascript:")
                .doesNotContainPattern(" on[a-z]+=");
        Document page = parsed(html);
        for (String tag : List.of("script", "img", "iframe", "object", "link", "form")) {
            assertThat(all(page, tag)).as(tag).isEmpty();
        }
        assertThat(html).contains("default-src &#39;none&#39;");
    }

    @Test
    void everyNumberLeadsToItsRule() throws Exception {
        Document page = parsed(page("fr"));
        Set<String> ids = new HashSet<>();
        for (Element element : all(page, "*")) {
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        List<String> targets = all(page, "a").stream()
                .map(a -> a.getAttribute("href").substring(1))
                .distinct()
                .toList();
        assertThat(targets).containsExactlyInAnyOrder("rule-1", "rule-2", "rule-3");
        assertThat(ids).containsAll(targets);
        assertThat(all(page, "a"))
                .allSatisfy(a -> assertThat(a.getAttribute("aria-label")).startsWith("règle "));
    }

    @Test
    void whatABarShowsIsWrittenBelowIt() throws Exception {
        List<String> cells = all(parsed(page("fr")), "td").stream()
                .filter(td -> td.getElementsByTagName("svg").getLength() > 0)
                .map(td -> td.getElementsByTagName("ul").item(0).getTextContent())
                .toList();
        assertThat(cells).hasSize(3 * 7);
        // Parents, on Tuesday.
        assertThat(cells.get(8).replace('\u00a0', ' '))
                .isEqualTo("0 h – 6 h nouveaux venus refusés 3" + "8 h – 18 h refusé 2"
                        + "22 h – 24 h nouveaux venus refusés 3" + "0 h – 6 h perdu" + "8 h – 17 h autre message"
                        + "17 h – 18 h perdu" + "22 h – 24 h perdu");
        assertThat(cells).anyMatch(cell -> cell.contains("admis toute la journée"));
    }

    @Test
    void whatAFileSaysIsTextAndNothingElse() throws Exception {
        String html = WeekPage.of(week(Samples.written(HOSTILE)), null, Locale.FRANCE);
        Document page = parsed(html);
        assertThat(all(page, "script")).isEmpty();
        assertThat(all(page, "img")).isEmpty();
        assertThat(all(page, "b")).isEmpty();
        assertThat(all(page, "title").get(0).getTextContent())
                .contains("</title><script>alert(1)</script> & \"L'ENT\"");
        assertThat(all(page, "blockquote").get(0).getTextContent())
                .isEqualTo("</blockquote><script src=\"http://x/\">é</script>");
        assertThat(page.getDocumentElement().getTextContent()).contains("<img src=x onerror=alert(2)>", "<b>");
    }

    @Test
    void whatNoPageCanShowIsReplaced() {
        assertThat(new Markup()
                        .element("p", "cloche \u0007 et fin \u0085", "title", "\ud800")
                        .toString())
                .isEqualTo("<p title=\"\ufffd\">cloche \ufffd et fin \ufffd</p>");
    }

    @Test
    void theSamePolicyGivesTheSamePage() {
        assertThat(page("en")).isEqualTo(page("en"));
    }

    @Test
    void aPolicyWithoutRulesHasAPageToo() throws Exception {
        Policy policy = Samples.written("version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        Week week = week(policy);
        String html = WeekPage.of(week, Difference.between(policy, "policy.yaml", week), Locale.ENGLISH);
        assertThat(parsed(html).getDocumentElement().getTextContent())
                .contains("everybody is welcome at any hour", "Nothing: until", "admitted at any hour");
    }

    /** WCAG 2.1, 1.4.3: 4.5 to 1, of whatever text stands on whatever ground, by day, by night and on paper. */
    @Test
    void everyTextStandsOutFromItsGround() {
        Matcher themes = Pattern.compile(":root \\{(.*?)}", Pattern.DOTALL).matcher(Samples.text("page.css"));
        List<Map<String, String>> found = new ArrayList<>();
        while (themes.find()) {
            Map<String, String> theme = new HashMap<>();
            Matcher colours = Pattern.compile("--([a-z-]+): (#[0-9a-f]+);").matcher(themes.group(1));
            while (colours.find()) {
                theme.put(colours.group(1), colours.group(2));
            }
            found.add(theme);
        }
        assertThat(found).hasSize(3);
        for (Map<String, String> theme : found) {
            for (String ground : List.of("page", "card", "off")) {
                for (String text : List.of("text", "soft", "accent", "gain", "no")) {
                    assertThat(contrast(theme.get(text), theme.get(ground)))
                            .as("%s on %s in %s", text, ground, theme)
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
            // Pictures: 3 to 1 (1.4.11).
            for (String shape : List.of("yes", "no", "mid")) {
                assertThat(contrast(theme.get(shape), theme.get("card")))
                        .as("%s in %s", shape, theme)
                        .isGreaterThanOrEqualTo(3);
            }
        }
    }

    private static double contrast(String a, String b) {
        double one = luminance(a);
        double other = luminance(b);
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    private static double luminance(String colour) {
        String hex = colour.length() == 4 ? colour.replaceAll("([0-9a-f])", "$1$1") : colour;
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static Document parsed(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> all(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}

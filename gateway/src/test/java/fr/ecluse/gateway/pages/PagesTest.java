package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.LocalText;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PagesTest {

    private static final int LARGEST_BYTES = 15 * 1024;

    private final Assets assets = new Assets();
    private final Pages pages = new Pages(assets);

    static Stream<Arguments> everyPageInBothLanguages() {
        return Samples.all().stream()
                .flatMap(page -> Stream.of(Language.values()).map(language -> Arguments.of(page, language)));
    }

    @Test
    void everyKindOfPageIsTestedHere() {
        Set<Class<?>> seen = new HashSet<>();
        Samples.all().forEach(page -> seen.add(page.getClass()));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(kinds(Page.class));
    }

    @ParameterizedTest
    @MethodSource("everyPageInBothLanguages")
    void aPageIsWellFormedAndSaysItsLanguage(Page page, Language language) throws Exception {
        Element html = parse(page, language).getDocumentElement();
        assertThat(html.getAttribute("lang")).isEqualTo(language.code());
        assertThat(elements(html, "h1"))
                .hasSize(1)
                .allSatisfy(h1 -> assertThat(h1.getTextContent()).isNotBlank());
        assertThat(elements(html, "title"))
                .singleElement()
                .satisfies(title -> assertThat(title.getTextContent()).endsWith(" – Mon ENT Auvergne-Rhône-Alpes"));
        assertThat(elements(html, "main")).hasSize(1);
        assertThat(elements(html, "details")).singleElement().satisfies(other -> {
            assertThat(other.getAttribute("lang")).isNotEqualTo(language.code()).matches("fr|en");
            assertThat(elements(other, "h2")).isNotEmpty();
        });
        assertThat(elements(html, "img"))
                .isNotEmpty()
                .allSatisfy(img -> assertThat(img.hasAttribute("alt")).isTrue());
    }

    @ParameterizedTest
    @MethodSource("everyPageInBothLanguages")
    void aPageObeysItsOwnContentSecurityPolicy(Page page, Language language) throws Exception {
        Element html = parse(page, language).getDocumentElement();
        assertThat(elements(html, "style")).isEmpty();
        assertThat(elements(html, "form")).isEmpty();
        assertThat(elements(html, "meta")).noneMatch(meta -> meta.hasAttribute("http-equiv"));
        assertThat(elements(html, "script"))
                .allSatisfy(script -> assertThat(script.getTextContent()).isEmpty());
        for (Element element : elements(html, "*")) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                Attr attribute = (Attr) element.getAttributes().item(i);
                assertThat(attribute.getName()).doesNotStartWith("on").isNotEqualTo("style");
                assertThat(attribute.getValue()).doesNotContain("://").doesNotStartWith("//");
                boolean loaded = attribute.getName().equals("src")
                        || element.getTagName().equals("link")
                                && attribute.getName().equals("href");
                if (loaded) {
                    assertThat(attribute.getValue()).startsWith(Pages.ASSETS);
                    assertThat(assets.asset(attribute.getValue().substring(Pages.ASSETS.length())))
                            .isNotNull();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyPageInBothLanguages")
    void aPageWithAllItLoadsStaysSmall(Page page, Language language) {
        long size = pages.html(page, Samples.SETTING, language).getBytes(StandardCharsets.UTF_8).length;
        for (String name : List.of("ecluse.css", "place.js", "mark.svg")) {
            size += assets.asset(name).bytes().length;
        }
        assertThat(size).isLessThan(LARGEST_BYTES);
    }

    @ParameterizedTest
    @MethodSource("everyPageInBothLanguages")
    void aPageOffersOneWayOnAndIsDated(Page page, Language language) throws Exception {
        Document html = parse(page, language);
        List<Element> ways = elements(html.getDocumentElement(), "a").stream()
                .filter(a -> a.getAttribute("class").startsWith("go"))
                .toList();
        assertThat(ways).hasSize(2).allSatisfy(a -> {
            assertThat(a.getAttribute("href")).isEqualTo(page.where().path());
            assertThat(a.getTextContent()).isNotBlank();
        });
        assertThat(elements(html.getDocumentElement(), "footer").get(0).getTextContent())
                .contains(
                        language == Language.FRENCH
                                ? "mardi 24 novembre 2026 à 9\u00a0h\u00a012"
                                : "Tuesday 24 November 2026 at 09:12");
    }

    @ParameterizedTest
    @MethodSource("everyPageInBothLanguages")
    void noTextLacksAFactOrBreaksBeforeItsPunctuation(Page page, Language language) throws Exception {
        String read = parse(page, language).getDocumentElement().getTextContent();
        assertThat(read).doesNotContain("{").doesNotContain("}").doesNotContain("null");
        assertThat(read).doesNotContainPattern(" [:;?!»]").doesNotContain("« ").doesNotContain("'");
    }

    @Test
    void theWaitingPageTellsThePlaceTheWaitAndTheArrival() {
        assertThat(french(Samples.waiting(1250, Duration.ofSeconds(400))))
                .contains(">1\u202f250 personnes avant vous<")
                .contains(">Attente estimée\u00a0: environ 5 à 10 minutes.<")
                .contains("Dans la file depuis 8\u00a0h\u00a058.")
                .contains("directement à la page demandée")
                .contains(">1,250 people ahead of you<")
                .contains(">Estimated wait: about 5 to 10 minutes.<")
                .contains("In line since 08:58.")
                .contains("data-poll=\"13\"")
                .contains("place.");
        assertThat(french(Samples.waiting(1, null)))
                .contains(">1 personne avant vous<")
                .contains(">Nous ne pouvons pas encore estimer l’attente.<");
        assertThat(french(Samples.waiting(0, null))).contains(">Vous êtes parmi les prochains<");
    }

    @Test
    void theWaitingPageSaysWhenHigherRolesGoFirst() {
        Page.Waiting waiting = new Page.Waiting(
                3, null, Duration.ofSeconds(3), Samples.SINCE, Page.Waiting.Why.HIGHER_ROLES_FIRST, Destination.HOME);
        assertThat(french(waiting))
                .contains("D’autres profils sont prioritaires")
                .contains("Other profiles have priority")
                .contains("l’accueil de l’ENT");
        assertThat(french(Samples.waiting(3, null))).doesNotContain("prioritaires");
    }

    @Test
    void aRefusalGivesTheRulesSentenceAndTheHourInWords() {
        assertThat(french(new Page.Refused(Samples.RULE, Samples.SIX_PM, Samples.MAIL)))
                .contains("Les parents sont accueillis de 18 h à 8 h.")
                .contains("Vous pourrez vous connecter à partir de 18\u00a0h, aujourd’hui mardi 24 novembre.")
                .contains("Parents are welcome from 18:00 to 8:00.")
                .contains("You can sign in from 18:00 today, Tuesday 24 November.")
                .contains("href=\"/.ecluse/logout\"");
    }

    @Test
    void aRefusalWithoutSentenceOrHourIsStillExplained() {
        assertThat(french(new Page.Refused(LocalText.NONE, null, Samples.MAIL)))
                .contains("réservé à d’autres profils")
                .contains("La date de réouverture n’est pas encore fixée.")
                .doesNotContain("heure indiquée");
    }

    @Test
    void aSentenceInTheOtherLanguageIsMarkedWithIt() throws Exception {
        LocalText onlyFrench = new LocalText(Map.of("fr", "Fermé ce soir."));
        Page page = new Page.Refused(onlyFrench, Samples.SIX_PM, Samples.MAIL);
        List<Element> sentences = elements(parse(page, Language.ENGLISH).getDocumentElement(), "p").stream()
                .filter(p -> p.getTextContent().equals("Fermé ce soir."))
                .toList();
        assertThat(sentences).extracting(p -> p.getAttribute("lang")).containsExactly("fr", "");
        Page neutral = new Page.Refused(new LocalText(Map.of("", "ENT fermé")), Samples.SIX_PM, Samples.MAIL);
        assertThat(pages.html(neutral, Samples.SETTING, Language.ENGLISH)).contains("<p class=\"what\">ENT fermé</p>");
    }

    @Test
    void pagesThatAskToComeBackSayWhen() {
        assertThat(french(new Page.Throttled(Duration.ofSeconds(24), Samples.MAIL)))
                .contains("Réessayez dans environ 30 secondes.")
                .contains("Try again in about 30 seconds.");
        assertThat(french(new Page.Unavailable(Duration.ofSeconds(3), Samples.MAIL)))
                .contains("Réessayez dans quelques secondes.");
        assertThat(french(new Page.Overloaded(Duration.ofSeconds(90), Samples.MAIL)))
                .contains("Réessayez dans environ 2 minutes.");
    }

    @Test
    void eachFaultAndReasonHasItsOwnWords() {
        List<String> words = new ArrayList<>();
        for (Page.UpstreamFailed.Fault fault : Page.UpstreamFailed.Fault.values()) {
            words.add(french(new Page.UpstreamFailed(fault, Samples.MAIL)));
        }
        for (Page.LoginFailed.Reason reason : Page.LoginFailed.Reason.values()) {
            words.add(french(new Page.LoginFailed(reason, Samples.MAIL)));
        }
        assertThat(words).doesNotHaveDuplicates();
    }

    @Test
    void whoSentAFormIsToldThatItIsLost() {
        Pages.Setting lost = new Pages.Setting("ENT", Samples.SETTING.zone(), Samples.NOW, Pages.Sent.LOST_FORM);
        assertThat(pages.html(Samples.waiting(3, null), lost, Language.FRENCH))
                .contains("n’a pas été transmis")
                .contains("was not passed on");
        assertThat(french(Samples.waiting(3, null))).doesNotContain("n’a pas été transmis");
    }

    @Test
    void theLoginInAFrameOpensTheWholeWindowAndMayBeFramedAnywhere() {
        Page page = new Page.LoginInFrame(Samples.MAIL);
        assertThat(french(page)).contains("target=\"_top\"");
        assertThat(Pages.contentSecurityPolicy(page)).endsWith("frame-ancestors *");
        assertThat(Pages.contentSecurityPolicy(new Page.NotFound()))
                .startsWith("default-src 'none';")
                .doesNotContain("unsafe")
                .endsWith("frame-ancestors 'self'");
    }

    @Test
    void onlyAPlaceInTheLineIsWatchedByTheScript() {
        for (Page page : Samples.all()) {
            boolean watched = page instanceof Page.InLine;
            assertThat(french(page).contains("<script ")).as("%s", page).isEqualTo(watched);
        }
    }

    @Test
    void whateverComesFromOutsideIsText() throws Exception {
        String attack = "\"'></p><script>alert(1)</script><img src=x onerror=alert(1)>&lt;{{ent}}";
        Page page =
                new Page.Refused(new LocalText(Map.of("", attack)), Samples.SIX_PM, new Destination("/" + "\"><b>&"));
        Pages.Setting setting = new Pages.Setting(attack, Samples.SETTING.zone(), Samples.NOW, Pages.Sent.NOTHING_LOST);
        Document html = parse(pages.html(page, setting, Language.FRENCH));
        assertThat(elements(html.getDocumentElement(), "script")).isEmpty();
        assertThat(elements(html.getDocumentElement(), "b")).isEmpty();
        assertThat(elements(html.getDocumentElement(), "img")).hasSize(1);
        assertThat(elements(html.getDocumentElement(), "p"))
                .extracting(Element::getTextContent)
                .contains(attack);
        assertThat(elements(html.getDocumentElement(), "a"))
                .extracting(a -> a.getAttribute("href"))
                .contains("/\"><b>&");
    }

    @Test
    void theHoursAreThoseOfThePolicysZone() {
        Pages.Setting reunion =
                new Pages.Setting("ENT", ZoneId.of("Indian/Reunion"), Samples.NOW, Pages.Sent.NOTHING_LOST);
        Page page = new Page.Refused(LocalText.NONE, Instant.parse("2026-11-24T20:30:00Z"), Samples.MAIL);
        assertThat(pages.html(page, reunion, Language.FRENCH))
                .contains("à partir de 0\u00a0h\u00a030, demain mercredi 25 novembre.")
                .contains("à 12\u00a0h\u00a012");
    }

    private String french(Page page) {
        return pages.html(page, Samples.SETTING, Language.FRENCH);
    }

    private Document parse(Page page, Language language) throws Exception {
        return parse(pages.html(page, Samples.SETTING, language));
    }

    private static Document parse(String html) throws Exception {
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Element within, String name) {
        var found = within.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<Class<?>> kinds(Class<?> type) {
        if (!type.isSealed()) {
            return List.of(type);
        }
        return Stream.of(type.getPermittedSubclasses())
                .<Class<?>>flatMap(each -> kinds(each).stream())
                .toList();
    }
}

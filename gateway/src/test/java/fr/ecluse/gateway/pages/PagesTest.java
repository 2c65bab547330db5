package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.Role;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PagesTest {

    private static final int LARGEST_BYTES = 15 * 1024;

    private final Assets assets = new Assets();
    private final Pages pages = new Pages(assets);

    static Stream<Arguments> everyPageInEveryLanguage() {
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
    @MethodSource("everyPageInEveryLanguage")
    void aPageIsWellFormedAndSaysItsLanguage(Page page, Language language) throws Exception {
        Element html = parse(page, language).getDocumentElement();
        assertThat(html.getAttribute("lang")).isEqualTo(language.tag());
        assertThat(html.getAttribute("dir")).isEqualTo(language == Language.ARABIC ? "rtl" : "ltr");
        assertThat(elements(html, "h1"))
                .hasSize(1)
                .allSatisfy(h1 -> assertThat(h1.getTextContent()).isNotBlank());
        assertThat(elements(html, "title"))
                .singleElement()
                .satisfies(title -> assertThat(title.getTextContent()).endsWith(" – Mon ENT Auvergne-Rhône-Alpes"));
        assertThat(elements(html, "main")).hasSize(1);
        assertThat(elements(html, "img"))
                .isNotEmpty()
                .allSatisfy(img -> assertThat(img.hasAttribute("alt")).isTrue());
    }

    @ParameterizedTest
    @MethodSource("everyPageInEveryLanguage")
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
    @MethodSource("everyPageInEveryLanguage")
    void aPageWithAllItLoadsStaysSmall(Page page, Language language) {
        assertThat(size(page, Samples.SETTING, language)).isLessThan(LARGEST_BYTES);
        assertThat(size(page, Samples.FORM, language)).isLessThan(LARGEST_BYTES);
    }

    private int size(Page page, Pages.Setting setting, Language language) {
        String html = pages.html(page, setting, language);
        int size = html.getBytes(StandardCharsets.UTF_8).length;
        for (String name : List.of("ecluse.css", "place.js", "mark.svg")) {
            size += html.contains(assets.versioned(name)) ? assets.asset(name).bytes().length : 0;
        }
        return size;
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aWaitThatHasGrownSaysWhy(Language language) {
        Set<String> reasons = new HashSet<>();
        for (Page.Slower why : Page.Slower.values()) {
            Page.Waiting page = new Page.Waiting(
                    40,
                    new Page.Estimate(Duration.ofMinutes(5), Duration.ofMinutes(10), why),
                    Duration.ofSeconds(12),
                    Samples.NOW,
                    Page.First.NOBODY,
                    Destination.HOME);
            String said = Texts.in(language).slower(why);
            assertThat(pages.html(page, Samples.SETTING, language)).contains(said);
            assertThat(size(page, Samples.SETTING, language)).isLessThan(LARGEST_BYTES);
            reasons.add(said);
        }
        assertThat(reasons).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("everyPageInEveryLanguage")
    void aPageOffersOneWayOn(Page page, Language language) throws Exception {
        Document html = parse(page, language);
        assertThat(elements(html.getDocumentElement(), "a").stream()
                        .filter(a -> a.getAttribute("class").startsWith("go")))
                .isNotEmpty()
                .allSatisfy(a -> {
                    assertThat(a.getAttribute("href")).isEqualTo(page.where().path());
                    assertThat(a.getTextContent()).isNotBlank();
                });
    }

    @ParameterizedTest
    @MethodSource("everyPageInEveryLanguage")
    void aPageLeadsToItselfInEveryOtherLanguageOrHasTheSecondOneFolded(Page page, Language language) throws Exception {
        Element html = parse(page, language).getDocumentElement();
        if (page instanceof Page.Once) {
            assertThat(elements(html, "nav")).isEmpty();
            assertFolded(html, language);
            return;
        }
        assertThat(elements(html, "details")).isEmpty();
        Element nav = elements(html, "nav").get(0);
        assertThat(nav.getAttribute("aria-label")).isNotBlank();
        assertThat(elements(nav, "a")).hasSize(Language.values().length - 1).allSatisfy(way -> {
            Language other = Language.of(way.getAttribute("href").replaceAll(".*to=([a-z]+)&.*", "$1"));
            assertThat(other).isNotNull().isNotEqualTo(language);
            assertThat(way.getAttribute("lang")).isEqualTo(other.tag());
            assertThat(way.getTextContent()).isEqualTo(Texts.in(other).text("name"));
            assertThat(way.getAttribute("href"))
                    .isEqualTo("/.ecluse/language?to=" + other.code()
                            + "&return=%2Fmessagerie%2Flire%3Fid%3D42%26dossier%3Drecus");
        });
        assertThat(elements(nav, "span"))
                .singleElement()
                .satisfies(here -> assertThat(here.getTextContent())
                        .isEqualTo(Texts.in(language).text("name")));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theAnswerToAFormCanNotBeAskedForAgainAndHasTheSecondLanguageFolded(Language language) throws Exception {
        Element html = parse(pages.html(Samples.waiting(3, null), Samples.FORM, language))
                .getDocumentElement();
        assertThat(elements(html, "nav")).isEmpty();
        assertFolded(html, language);
        assertThat(elements(html, "details").get(0).getTextContent())
                .contains(language == Language.FRENCH ? "3 people ahead of you" : "3 personnes avant vous");
        assertThat(elements(html, "button"))
                .as("one line moves, and one button stops it")
                .hasSize(1);
    }

    private static void assertFolded(Element html, Language language) {
        assertThat(elements(html, "details")).singleElement().satisfies(second -> {
            assertThat(second.getAttribute("lang")).isEqualTo(language == Language.FRENCH ? "en" : "fr");
            assertThat(second.getAttribute("dir")).isEqualTo("ltr");
            assertThat(elements(second, "h2")).isNotEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void keyboardsMaySkipTheLanguages(Language language) throws Exception {
        Element html = parse(new Page.NotFound(), language).getDocumentElement();
        assertThat(elements(html, "a").get(0).getAttribute("href")).isEqualTo("#main");
        assertThat(elements(html, "main").get(0).getAttribute("id")).isEqualTo("main");
    }

    @Test
    void aPageIsDatedInItsOwnWords() {
        assertThat(french(new Page.NotFound())).contains("mardi 24 novembre 2026 à 9\u00a0h\u00a012");
        assertThat(html(new Page.NotFound(), Language.ENGLISH)).contains("Tuesday 24 November 2026 at 09:12");
        assertThat(html(new Page.NotFound(), Language.ARABIC)).contains("الثلاثاء 24 نوفمبر 2026، الساعة 09:12");
    }

    @ParameterizedTest
    @MethodSource("everyPageInEveryLanguage")
    void noTextLacksAFactOrBreaksBeforeItsPunctuation(Page page, Language language) throws Exception {
        String read = parse(page, language).getDocumentElement().getTextContent();
        assertThat(read).doesNotContain("{").doesNotContain("}").doesNotContain("null");
        if (language != Language.FRENCH) {
            return;
        }
        assertThat(read).doesNotContainPattern(" [:;?!»]").doesNotContain("« ").doesNotContain("'");
    }

    @Test
    void theWaitingPageTellsThePlaceTheWaitAndTheArrival() {
        Page waiting = Samples.waiting(1250, Duration.ofSeconds(400));
        assertThat(french(waiting))
                .contains(">1\u202f250 personnes avant vous<")
                .contains(">Attente estimée\u00a0: environ 5 à 10 minutes.<")
                .contains("Dans la file depuis 8\u00a0h\u00a058.")
                .contains("directement à la page demandée")
                .contains("data-poll=\"13\"")
                .contains("place.");
        assertThat(html(waiting, Language.ENGLISH))
                .contains(">1,250 people ahead of you<")
                .contains(">Estimated wait: about 5 to 10 minutes.<")
                .contains("In line since 08:58.");
        assertThat(html(waiting, Language.UKRAINIAN)).contains(">Перед вами 1\u00a0250 осіб<");
        assertThat(html(waiting, Language.ARABIC)).contains(">1,250 شخصًا أمامكم<");
        assertThat(french(Samples.waiting(1, null)))
                .contains(">1 personne avant vous<")
                .contains(">Nous ne pouvons pas encore estimer l’attente.<");
        assertThat(french(Samples.waiting(0, null))).contains(">Vous êtes parmi les prochains<");
    }

    @Test
    void whoWaitsReadsWhoComesInBeforeAndUntilWhen() {
        assertThat(french(first(Samples.SIX_PM, Role.ELEVE, Role.ENSEIGNANT)))
                .contains("Les élèves et les enseignants sont prioritaires jusqu’à 18\u00a0h.");
        assertThat(french(first(null, Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL)))
                .contains("Les élèves, les enseignants et les personnels sont prioritaires.");
        assertThat(html(first(Samples.SIX_PM, Role.ELEVE), Language.TURKISH))
                .contains("Öğrenciler 18:00 saatine kadar önceliklidir.");
        assertThat(html(first(Samples.SIX_PM, Role.ELEVE, Role.PARENT), Language.CHINESE))
                .contains("18:00 之前，学生和家长优先进入。");
        assertThat(french(first(null))).doesNotContain("prioritaires");
    }

    @Test
    void anHourOfAnotherDayIsNotGivenAsIfItWereToday() {
        assertThat(french(first(Instant.parse("2026-11-24T23:00:00Z"), Role.ELEVE)))
                .contains("Les élèves sont prioritaires.");
    }

    @Test
    void aRoleThatOnlyThePolicyNamesIsNotShownByItsCode() {
        assertThat(french(first(null, Role.ELEVE, new Role("lycee-pro"))))
                .contains("D’autres profils sont prioritaires.")
                .doesNotContain("lycee-pro");
    }

    private static Page first(@Nullable Instant until, Role... roles) {
        return new Page.Waiting(
                3, null, Duration.ofSeconds(3), Samples.SINCE, new Page.First(List.of(roles), until), Destination.HOME);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void whatTheOperatorSaysIsShownToWhoeverWaitsInALanguageThatIsNamed(Language language) throws Exception {
        LocalText both = new LocalText(Map.of("fr", "La messagerie revient.", "en", "Mail is coming back."));
        for (Page page :
                List.of(Samples.waiting(3, null), new Page.Quiet(Samples.SINCE, Page.First.NOBODY, Samples.MAIL))) {
            Element html =
                    parse(pages.html(page, Samples.saying(both), language)).getDocumentElement();
            assertThat(elements(html, "p").stream()
                            .filter(p -> p.getAttribute("class").equals("notice")))
                    .singleElement()
                    .satisfies(notice -> {
                        boolean english = language == Language.ENGLISH;
                        assertThat(notice.getTextContent())
                                .isEqualTo(english ? "Mail is coming back." : "La messagerie revient.");
                        boolean own = english || language == Language.FRENCH;
                        assertThat(notice.getAttribute("lang")).isEqualTo(own ? "" : "fr");
                        assertThat(((Element) notice.getParentNode()).getAttribute("role"))
                                .isEqualTo("status");
                    });
        }
        assertThat(html(Samples.waiting(3, null), language)).doesNotContain("class=\"notice\"");
    }

    @Test
    void aRefusalGivesTheRulesSentenceAndTheHourInWords() {
        Page refused = new Page.Refused(Samples.RULE, Samples.SIX_PM, Samples.MAIL);
        assertThat(french(refused))
                .contains("Les parents sont accueillis de 18 h à 8 h.")
                .contains("Vous pourrez vous connecter à partir de 18\u00a0h, aujourd’hui mardi 24 novembre.");
        assertThat(html(refused, Language.ENGLISH))
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

    @ParameterizedTest
    @EnumSource(value = Language.class, names = "FRENCH", mode = EnumSource.Mode.EXCLUDE)
    void aSentenceInAnotherLanguageIsMarkedWithItAndComesAfterOneThatTheReaderKnows(Language language)
            throws Exception {
        for (String code : List.of("fr", "")) {
            LocalText onlyFrench = new LocalText(Map.of(code, "Fermé ce soir."));
            Page page = new Page.Refused(onlyFrench, Samples.SIX_PM, Samples.MAIL);
            List<Element> said = elements(parse(page, language).getDocumentElement(), "p");
            int at = said.stream().map(Element::getTextContent).toList().indexOf("Fermé ce soir.");
            assertThat(said.get(at).getAttribute("lang")).isEqualTo("fr");
            assertThat(said.get(at).getAttribute("dir")).isEqualTo("auto");
            assertThat(said.get(at - 1).getTextContent())
                    .isEqualTo(Texts.in(language).text("refused.what"));
        }
    }

    @Test
    void aSentenceInTheReadersLanguageStandsAlone() throws Exception {
        assertThat(french(new Page.Refused(new LocalText(Map.of("", "ENT fermé")), Samples.SIX_PM, Samples.MAIL)))
                .contains("<p>ENT fermé</p>")
                .doesNotContain("Votre compte n’est pas en cause");
    }

    @Test
    void pagesThatAskToComeBackSayWhen() {
        assertThat(french(new Page.Throttled(Duration.ofSeconds(24), Samples.MAIL)))
                .contains("Réessayez dans environ 30 secondes.");
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
        assertThat(pages.html(Samples.waiting(3, null), Samples.FORM, Language.FRENCH))
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
            boolean watched = page instanceof Page.Waiting || page instanceof Page.Held;
            assertThat(french(page).contains("<script ")).as("%s", page).isEqualTo(watched);
        }
    }

    @Test
    void whateverComesFromOutsideIsText() throws Exception {
        String attack = "\"'></p><script>alert(1)</script><img src=x onerror=alert(1)>&lt;{{ent}}";
        Page page =
                new Page.Refused(new LocalText(Map.of("", attack)), Samples.SIX_PM, new Destination("/" + "\"><b>&"));
        Pages.Setting setting =
                Samples.setting(attack, "Europe/Paris", Pages.Sent.NOTHING_LOST, new Destination("/\"><b>&"));
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
        Pages.Setting reunion = Samples.setting("ENT", "Indian/Reunion", Pages.Sent.NOTHING_LOST, Samples.MAIL);
        Page page = new Page.Refused(LocalText.NONE, Instant.parse("2026-11-24T20:30:00Z"), Samples.MAIL);
        assertThat(pages.html(page, reunion, Language.FRENCH))
                .contains("à partir de 0\u00a0h\u00a030, demain mercredi 25 novembre.")
                .contains("à 12\u00a0h\u00a012");
    }

    private String french(Page page) {
        return html(page, Language.FRENCH);
    }

    private String html(Page page, Language language) {
        return pages.html(page, Samples.SETTING, language);
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

package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every page in every language in a real Chromium, held against RGAA 4.1 and WCAG 2.1 AA as far as a program can: by axe-core,
 * and by what it does not look at. Leaves pictures of them all in {@code target/pages}, for people to look at.
 */
class AccessibilityPeerTest {

    private static final String UNFOLD =
            "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })";
    private static final String TOO_WIDE = """
            () => [...document.querySelectorAll('body, body *')]
              .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth && getComputedStyle(e).display !== 'inline')
              .concat(document.documentElement.scrollWidth > window.innerWidth ? [document.documentElement] : [])
              .filter((e) => !e.matches('.skip'))
              .map((e) => e.outerHTML.slice(0, 120))""";
    private static final String SMALL_TARGETS = """
            () => [...document.querySelectorAll('a:not(.skip), button:not([hidden] *), summary')]
              .map((e) => [e, e.getBoundingClientRect()])
              .filter(([, box]) => box.width < 24 || box.height < 24)
              .map(([e, box]) => e.outerHTML + ' ' + box.width + 'x' + box.height)""";
    private static final String FOCUSED = """
            () => {
              const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
              const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
              return (seen ? '' : 'unseen ') + e.tagName + ' ' + e.textContent;
            }""";

    private static PageServer server;
    private static TrialChromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = new PageServer();
        server.answersPolls(
                "{\"state\":\"waiting\",\"ahead\":1250,\"estimatedWaitSeconds\":400,\"nextPollSeconds\":60}");
        chromium = new TrialChromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void axeFindsNothingInTheLightNorInTheDark(Language language) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            inContext(options -> options.setColorScheme(scheme).setViewportSize(1280, 900), tab -> {
                for (String address : addresses(language)) {
                    tab.navigate(address);
                    tab.evaluate(UNFOLD);
                    assertThat(Axe.findings(tab))
                            .as("%s %s", scheme, tab.title())
                            .isEmpty();
                }
            });
        }
    }

    @Test
    void axeDoesFindWhatIsWrong() {
        inContext(options -> options, tab -> {
            tab.navigate(server.serve(Samples.waiting(3, null), Samples.SETTING, Language.FRENCH));
            tab.evaluate("() => { document.documentElement.removeAttribute('lang');"
                    + " document.querySelector('.go').style.color = '#3b7190'; }");
            assertThat(Axe.findings(tab).toString()).contains("html-has-lang", "color-contrast");
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void onAPhoneAndWithTextTwiceAsLargeNothingIsCutOrScrolledSideways(Language language) {
        inContext(options -> options.setViewportSize(320, 640), tab -> {
            for (String address : addresses(language)) {
                tab.navigate(address);
                tab.evaluate(UNFOLD);
                assertThat((List<?>) tab.evaluate(TOO_WIDE))
                        .as("320 px: %s", tab.title())
                        .isEmpty();
                assertThat((List<?>) tab.evaluate(SMALL_TARGETS))
                        .as(tab.title())
                        .isEmpty();
            }
        });
        inContext(options -> options.setViewportSize(640, 640), tab -> {
            for (String address : addresses(language)) {
                tab.navigate(address);
                tab.evaluate("() => document.documentElement.style.fontSize = '200%'");
                assertThat((List<?>) tab.evaluate(TOO_WIDE))
                        .as("200 %%: %s", tab.title())
                        .isEmpty();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theKeyboardGoesThroughThePageInTheOrderOfReadingAndIsSeen(Language language) {
        inContext(options -> options.setViewportSize(390, 700), tab -> {
            tab.navigate(server.serve(Samples.waiting(1250, null), Samples.SETTING, language));
            Texts texts = Texts.in(language);
            List<String> expected = new ArrayList<>();
            expected.add("A " + texts.text("skip"));
            for (Language other : Language.values()) {
                if (other != language) {
                    expected.add("A " + Texts.in(other).text("name"));
                }
            }
            expected.add("A " + texts.text("waiting.action"));
            expected.add("BUTTON " + texts.text("live.pause"));
            expected.add("A " + texts.text("account.leave"));
            List<String> reached = new ArrayList<>();
            for (int i = 0; i < expected.size(); i++) {
                tab.keyboard().press("Tab");
                reached.add((String) tab.evaluate(FOCUSED));
            }
            assertThat(reached).isEqualTo(expected);

            tab.reload();
            tab.keyboard().press("Tab");
            tab.keyboard().press("Enter");
            tab.keyboard().press("Tab");
            assertThat(tab.evaluate(FOCUSED)).as("past the languages").isEqualTo("A " + texts.text("waiting.action"));
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theLanguageAndItsDirectionAreThoseOfTheText(Language language) {
        inContext(options -> options, tab -> {
            tab.navigate(server.serve(Samples.waiting(3, null), Samples.SETTING, language));
            assertThat(tab.evaluate("() => document.documentElement.lang")).isEqualTo(language.tag());
            assertThat(tab.evaluate("() => getComputedStyle(document.querySelector('h1')).direction"))
                    .isEqualTo(language == Language.ARABIC ? "rtl" : "ltr");
            assertThat(tab.evaluate("() => getComputedStyle(document.querySelector('header p')).direction"))
                    .as("the ENT's name")
                    .isEqualTo("ltr");
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void withoutJavaScriptThePageSaysTheSame(Language language) {
        inContext(options -> options.setJavaScriptEnabled(false), tab -> {
            tab.navigate(server.serve(Samples.waiting(1250, null), Samples.SETTING, language));
            assertThat(tab.locator(".big").innerText()).contains(language.number(1250));
            assertThat(tab.locator(".go").getAttribute("href")).isEqualTo(Samples.MAIL.path());
            assertThat(tab.locator("button").isVisible()).as("nothing to pause").isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void picturesAreTakenForPeopleToLookAt(Language language) {
        inContext(options -> options.setViewportSize(1280, 900), tab -> pictures(tab, language, "desktop"));
        inContext(options -> options.setViewportSize(390, 844), tab -> pictures(tab, language, "phone"));
    }

    private static void pictures(Page tab, Language language, String device) {
        int number = 0;
        for (String address : addresses(language)) {
            tab.navigate(address);
            Path file = Path.of("target", "pages", "%s-%s-%02d.png".formatted(language.code(), device, number++));
            tab.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(file));
            assertThat(file).isNotEmptyFile();
        }
    }

    private static List<String> addresses(Language language) {
        List<String> all = new ArrayList<>();
        for (fr.ecluse.gateway.pages.Page page : Samples.all()) {
            all.add(server.serve(page, Samples.SETTING, language));
        }
        all.add(server.serve(Samples.waiting(1250, null), Samples.FORM, language));
        all.add(server.serve(Samples.waiting(2, null), Samples.saying(Samples.NOTICE), language));
        return all;
    }

    private static void inContext(TrialChromium.Wanted wanted, TrialChromium.Visit visit) {
        chromium.visit(wanted, visit);
    }
}

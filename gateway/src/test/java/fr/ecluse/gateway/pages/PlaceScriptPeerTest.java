package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import fr.ecluse.gateway.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The script that watches a place, in a real Chromium whose clock is moved by hand. */
class PlaceScriptPeerTest {

    private static final String HIDE = """
            (hidden) => {
              Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
              document.dispatchEvent(new Event('visibilitychange'));
            }""";
    private static final String LISTEN = """
            () => {
              window.spoken = [];
              new MutationObserver((all) => all.forEach((m) => m.target.parentElement.closest('[role=status]')
                || m.target.closest?.('[role=status]') ? window.spoken.push(m.target.textContent) : 0))
                .observe(document.body, { subtree: true, childList: true, characterData: true });
            }""";

    private static PageServer server;
    private static TrialChromium chromium;

    @BeforeAll
    static void start() throws IOException {
        server = new PageServer();
        chromium = new TrialChromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        server.close();
    }

    @Test
    void thePlaceIsKeptUpToDateAndOnlyNewsIsSpoken() {
        onWaitingPage(Language.FRENCH, tab -> {
            tab.evaluate(LISTEN);
            for (int ahead = 1_200; ahead > 1_190; ahead--) {
                poll(tab, waiting(ahead, "400", ""));
                assertThat(tab.locator(".big").innerText()).contains("1\u202f" + (ahead - 1_000) + " personnes");
            }
            assertThat((List<?>) tab.evaluate("() => window.spoken"))
                    .as("the same estimate ten times")
                    .isEmpty();
            poll(tab, waiting(500, "200", ""));
            assertThat(tab.locator(".estimate").innerText()).isEqualTo("Attente estimée\u00a0: environ 2 à 5 minutes.");
            assertThat((List<?>) tab.evaluate("() => window.spoken")).hasSize(1);
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theScriptCountsInTheLanguageLikeThePage(Language language) {
        onWaitingPage(language, tab -> {
            for (int ahead : new int[] {1, 2, 3, 5, 11, 21, 22, 100, 102, 1_250, 12_000, 144_000, 0}) {
                poll(tab, waiting(ahead, "null", ""));
                String expected = ahead == 0
                        ? Texts.in(language).text("ahead.zero")
                        : Texts.in(language).counted("ahead", ahead);
                assertThat(tab.locator(".big").textContent()).isEqualTo(expected);
            }
            Object forms = tab.evaluate("() => { const rules = new Intl.PluralRules(document.documentElement.lang);"
                    + " return [...Array(1300).keys()].map((n) => rules.select(n + 1)); }");
            assertThat(forms)
                    .isEqualTo(LongStream.rangeClosed(1, 1_300)
                            .mapToObj(language::plural)
                            .toList());
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theScriptSaysTheSameRangesAsThePage(Language language) {
        Ranges ranges = new Ranges(Texts.in(language));
        int[][] spans = {
            {0, 30},
            {0, 100},
            {60, 60},
            {59, 61},
            {400, 400},
            {300, 600},
            {299, 601},
            {1_700, 2_800},
            {2_800, 3_500},
            {3_600, 3_601},
            {7_100, 7_200},
            {2_000, 9_000},
            {8_000, 9_000}
        };
        onWaitingPage(language, tab -> {
            for (int[] span : spans) {
                poll(tab, waiting(700, "1", ",\"estimatedWaitRange\":[%d,%d]".formatted(span[0], span[1])));
                String range = ranges.of(new fr.ecluse.gateway.pages.Page.Estimate(
                        Duration.ofSeconds(span[0]), Duration.ofSeconds(span[1]), null));
                assertThat(tab.locator(".estimate").textContent())
                        .isEqualTo(Texts.in(language).text("estimate.known", Map.of("range", range)));
            }
        });
    }

    @Test
    void aWaitThatHasGrownSaysWhyAndIsQuietAgainAfterwards() {
        onWaitingPage(Language.FRENCH, tab -> {
            String range = ",\"estimatedWaitRange\":[300,600]";
            poll(tab, waiting(700, "1", range + ",\"slower\":\"priority\",\"slowerText\":\"On passe devant.\""));
            assertThat(tab.locator(".estimate").textContent()).endsWith(" On passe devant.");
            poll(tab, waiting(690, "1", range));
            assertThat(tab.locator(".estimate").textContent()).doesNotContain("devant");
        });
    }

    @Test
    void whatTheOperatorSaysComesChangesAndGoes() {
        onWaitingPage(Language.ARABIC, tab -> {
            poll(tab, waiting(9, "null", ",\"message\":{\"fr\":\"Un.\",\"en\":\"One.\"}"));
            assertThat(tab.locator(".notice").textContent()).isEqualTo("Un.");
            assertThat(tab.locator(".notice").getAttribute("lang")).isEqualTo("fr");
            poll(tab, waiting(8, "null", ",\"message\":{\"en\":\"<b>Two</b>.\"}"));
            assertThat(tab.locator(".notice").textContent()).isEqualTo("<b>Two</b>.");
            assertThat(tab.locator(".notice").getAttribute("lang")).isEqualTo("en");
            poll(tab, waiting(7, "null", ""));
            assertThat(tab.locator(".notice").count()).isZero();
        });
    }

    @Test
    void theTitleTellsThatItIsNear() {
        onWaitingPage(Language.FRENCH, tab -> {
            String title = tab.title();
            poll(tab, waiting(300, "400", ""));
            assertThat(tab.title()).isEqualTo(title);
            poll(tab, waiting(30, "90", ""));
            assertThat(tab.title()).isEqualTo("Bientôt votre tour – " + title);
        });
    }

    @Test
    void whoeverIsCalledEntersAtThePageFirstAskedFor() {
        onWaitingPage(Language.FRENCH, tab -> {
            server.answersPolls("{\"state\":\"admitted\",\"ahead\":0}");
            tab.clock().runFor(20_000);
            tab.waitForURL("**" + Samples.MAIL.path());
        });
    }

    @Test
    void inAHiddenTabTheTitleCallsAndTheVisitorEntersOnComingBack() {
        onWaitingPage(Language.FRENCH, tab -> {
            tab.evaluate(HIDE, true);
            int entries = server.entries();
            server.answersPolls("{\"state\":\"admitted\",\"ahead\":0}");
            steps(tab, 20);
            tab.waitForFunction("() => document.title.startsWith('C’est votre tour')");
            int polls = server.polls();
            tab.clock().runFor(600_000);
            assertThat(server.polls())
                    .as("the seat is taken: nothing more to ask")
                    .isEqualTo(polls);
            assertThat(server.entries()).isEqualTo(entries);

            tab.evaluate(HIDE, false);
            tab.waitForURL("**" + Samples.MAIL.path());
        });
    }

    @Test
    void aHiddenTabAsksRarelyAndAtOnceOnComingBack() {
        onWaitingPage(Language.FRENCH, tab -> {
            poll(tab, waiting(300, "400", "", 10));
            int before = server.polls();
            steps(tab, 100);
            int looking = server.polls() - before;
            tab.evaluate(HIDE, true);
            before = server.polls();
            steps(tab, 100);
            int elsewhere = server.polls() - before;
            assertThat(looking).isBetween(20, 31);
            assertThat(elsewhere).isBetween(5, 12);

            steps(tab, 2);
            int asked = server.polls();
            tab.evaluate(HIDE, false);
            tab.clock().runFor(1);
            eventually(() -> server.polls() == asked + 1);
        });
    }

    @Test
    void pollingStopsWhenPausedAndGoesOnWhenResumed() {
        onWaitingPage(Language.FRENCH, tab -> {
            poll(tab, waiting(300, "400", "", 10));
            tab.getByText("Suspendre").click();
            int polls = server.polls();
            steps(tab, 100);
            assertThat(server.polls()).isEqualTo(polls);
            tab.getByText("Reprendre").click();
            tab.clock().runFor(1);
            eventually(() -> server.polls() > polls);
        });
    }

    @Test
    void aGatewayInTroubleIsAskedLessAndLessAndThePlaceIsSaidToBeKept() {
        onWaitingPage(Language.FRENCH, tab -> {
            poll(tab, waiting(300, "400", "", 3));
            server.answersPolls("");
            int before = server.polls();
            steps(tab, 100);
            assertThat(server.polls() - before).isBetween(4, 12);
            assertThat(tab.locator(".estimate").innerText()).contains("votre place est gardée");
            server.answersPolls(waiting(299, "400", ""));
            steps(tab, 30);
            assertThat(tab.locator(".estimate").innerText()).contains("environ 5 à 10 minutes");
        });
    }

    private static void onWaitingPage(Language language, TrialChromium.Visit visit) {
        server.answersPolls(waiting(1_250, "400", ""));
        chromium.visit(options -> options, tab -> {
            tab.clock().install();
            tab.navigate(server.serve(Samples.waiting(1250, Duration.ofSeconds(400)), Samples.SETTING, language));
            tab.waitForLoadState(LoadState.LOAD);
            visit.in(tab);
        });
    }

    /** Has the script ask once and take in that answer. */
    private static void poll(Page tab, String answer) {
        server.answersPolls(answer);
        tab.evaluate("() => { document.querySelector('.checked').textContent = ''; }");
        int before = server.polls();
        for (int i = 0; i < 25 && server.polls() == before; i++) {
            step(tab);
        }
        tab.waitForFunction("() => document.querySelector('.checked').textContent !== ''");
    }

    /** Moves the clock by less than the script's patience, and lets arrive what is under way. */
    private static void step(Page tab) {
        tab.clock().runFor(3_000);
        tab.evaluate("() => fetch('/echo').then((answer) => answer.text())");
    }

    private static void steps(Page tab, int many) {
        for (int i = 0; i < many; i++) {
            step(tab);
        }
    }

    private static void eventually(BooleanSupplier condition) {
        Eventually.within(
                Duration.ofMinutes(1),
                () -> assertThat(condition.getAsBoolean()).isTrue());
    }

    private static String waiting(int ahead, String seconds, String more) {
        return waiting(ahead, seconds, more, 4);
    }

    private static String waiting(int ahead, String seconds, String more, int next) {
        return "{\"state\":\"waiting\",\"ahead\":%d,\"estimatedWaitSeconds\":%s,\"nextPollSeconds\":%d%s}"
                .formatted(ahead, seconds, next, more);
    }
}

package fr.ecluse.gateway.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import fr.ecluse.gateway.pages.Axe;
import fr.ecluse.gateway.pages.TrialChromium;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real Chromium. Leaves pictures in {@code target/console}, for people to look at. */
class ConsolePeerTest {

    private static final String TOO_WIDE = """
            () => document.documentElement.scrollWidth > window.innerWidth ? ['page ' + document.documentElement.scrollWidth] : []""";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Storm storm;
    private static TrialChromium chromium;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        setDefaultAssertionTimeout(PATIENCE.toMillis());
        storm = new Storm(folder);
        chromium = new TrialChromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        storm.close();
    }

    @Test
    void axeFindsNothingOnAnyPageInTheLightNorInTheDark() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            chromium.visit(options -> options.setColorScheme(scheme).setViewportSize(1280, 900), tab -> {
                tab.navigate(storm.api.uri() + "/console");
                tab.locator("form").waitFor();
                check(tab, scheme + " login");
                live(tab);
                check(tab, scheme + " live");
                go(tab, "policy");
                write(tab, Storm.POLICY.replace("[parent]", "[parents]").replace("to: \"18:00\"", "to: \"17:00\""));
                tab.locator(".issues li").waitFor();
                check(tab, scheme + " policy with an error");
                write(tab, Storm.POLICY.replace("to: \"18:00\"", "to: \"17:00\""));
                tab.locator(".changes li").waitFor();
                check(tab, scheme + " policy with a difference");
                go(tab, "journal");
                tab.locator(".journal option").first().waitFor(attached());
                check(tab, scheme + " journal");
            });
        }
    }

    private static void check(Page tab, String what) {
        Assertions.assertThat(Axe.findings(tab)).as(what).isEmpty();
    }

    @Test
    void aRaiseSaysWhatItWillDoAndIsDoneByTheKeyboardAlone() {
        french(tab -> {
            live(tab);
            int before = storm.api.ceiling();
            tab.locator("input[name=sessions]").focus();
            tab.keyboard().type(Integer.toString(before + 8000));
            assertThat(tab.locator(".effect")).containsText("8 000 places de plus");
            assertThat(tab.locator(".effect")).containsText("qui attendent pourront entrer");
            tab.locator("section.act:has(input[name=sessions]) input[name=reason]")
                    .focus();
            tab.keyboard().type("renfort de 8 h");
            tab.keyboard().press("Enter");

            assertThat(tab.locator(".answer.well")).containsText("Tous les nœuds");
            Assertions.assertThat(storm.api.ceiling()).isEqualTo(before + 8000);
            storm.point();
            assertThat(tab.locator(".current").first()).containsText("réglé en direct");

            tab.getByText("Revenir à la politique").click();
            assertThat(tab.locator(".answer.well")).containsText("de nouveau en vigueur");
            Assertions.assertThat(storm.api.ceiling()).isEqualTo(before);
        });
    }

    @Test
    void whoeverDecidesOnAnOldCeilingIsToldOfTheOtherAndKeepsTheirReason() {
        french(tab -> {
            live(tab);
            tab.locator("input[name=sessions]").fill("60000");
            storm.api.put("/api/v1/ceiling", "{\"sessions\":70000,\"reason\":\"un autre\"}");
            Locator reason = tab.locator("section.act:has(input[name=sessions]) input[name=reason]");
            reason.fill("renfort");
            reason.press("Enter");

            assertThat(tab.locator(".answer.bad")).containsText("Le plafond a changé entre-temps");
            assertThat(reason).hasValue("renfort");
            Assertions.assertThat(storm.api.ceiling()).isEqualTo(70_000);
            storm.api.delete("/api/v1/ceiling");
        });
    }

    @Test
    void aTokenThatMayOnlyLookSeesEverythingAndIsToldWhyItCannotAct() {
        french(tab -> {
            enter(tab, ServedApi.VIEW);
            shown(tab);

            assertThat(tab.locator(".hero .big strong")).not().hasText("–");
            assertThat(tab.locator("fieldset:disabled")).hasCount(3);
            assertThat(tab.locator(".act").first()).containsText("Ce jeton ne permet que de consulter");
        });
    }

    @Test
    void aWrongTokenIsRefusedInTheReadersLanguageAndNoTokenIsInAnAddressOrACookie() {
        List<String> asked = new ArrayList<>();
        chromium.visit(options -> options.setLocale("fr-FR"), tab -> {
            tab.onRequest(request -> asked.add(request.url()));
            tab.navigate(storm.api.uri() + "/console");
            tab.locator("input[name=token]").fill("faux");
            tab.locator("input[name=token]").press("Enter");
            assertThat(tab.locator(".answer.bad")).containsText("Ce jeton est inconnu");
            live(tab);
            tab.getByText("English").click();
            assertThat(tab.locator("html")).hasAttribute("lang", "en");
            shown(tab);
            assertThat(tab.locator(".hero h1")).hasText("Occupancy");
            Assertions.assertThat(tab.context().cookies()).isEmpty();
            tab.getByText("Log out").click();
            assertThat(tab.locator("input[name=token]")).isFocused();
        });
        Assertions.assertThat(asked)
                .isNotEmpty()
                .allMatch(url -> url.startsWith(storm.api.uri()) && !url.contains(ServedApi.OPERATE));
    }

    @Test
    void whoeverWritesARuleSeesErrorsAtTheirLineAndThenWhoGainsAccess() {
        french(tab -> {
            live(tab);
            go(tab, "policy");
            assertThat(tab.locator(".verdict")).containsText("Le fichier est valable");

            write(tab, Storm.POLICY.replace("[parent]", "[parents]"));
            assertThat(tab.locator(".verdict")).containsText("1 erreur");
            assertThat(tab.locator(".lines .error")).hasText("13");
            assertThat(tab.locator(".marks mark")).hasText("parents");
            assertThat(tab.locator(".issues li")).containsText("vouliez-vous dire « parent » ?");
            tab.locator(".jump").click();
            assertThat(tab.locator("textarea.yaml")).isFocused();

            tab.keyboard().press("Escape");
            tab.keyboard().press("Tab");
            assertThat(tab.getByText("Copier le fichier")).isFocused();

            write(tab, Storm.POLICY.replace("to: \"18:00\"", "to: \"17:00\""));
            assertThat(tab.locator(".changes .gain")).containsText("Parents – accès gagné");
            assertThat(tab.locator(".changes .gain")).containsText("du lundi au vendredi de 17 h à 18 h");
            assertThat(tab.locator(".week li.gain")).hasCount(5);
            Assertions.assertThat(
                            storm.api.get("/api/v1/policy/text").response().body())
                    .isEqualTo(Storm.POLICY);
        });
    }

    @Test
    void aRoleIsReleasedOnlyAfterAQuestionAndStandsInTheJournal() {
        french(tab -> {
            live(tab);
            storm.api.admit(77, new Role("parent")); // now: while a page is awaited the minutes of a seat go by
            go(tab, "journal");
            tab.locator("select[name=role]").selectOption("parent");
            Locator reason = tab.locator("section.act:has(select[name=role]) input[name=reason]");
            reason.fill("salle informatique");
            tab.getByText("Libérer ces places…").click();
            assertThat(tab.locator("dialog")).containsText("Libérer une place (Parents) ?");
            tab.keyboard().press("Escape");
            Assertions.assertThat(storm.api.census().total()).isEqualTo(1);

            tab.getByText("Libérer ces places…").click();
            tab.getByText("Confirmer").click();
            assertThat(tab.locator(".answer.well")).containsText("Une place libérée.");
            assertThat(tab.locator(".scroll.tall tbody tr").first()).containsText("salle informatique");
        });
    }

    @Test
    void aNodeThatFallsSilentIsNotTakenForACalmOne() {
        french(tab -> {
            live(tab);
            assertThat(tab.locator(".notice[role=status]").first()).containsText("Connexion perdue");
            until(tab, () -> !tab.locator(".notice[role=status]").first().isVisible());
        });
    }

    @Test
    void whatARoleMeetsFollowsTheModeAndNotTheRulesAlone() {
        for (String[] each : new String[][] {{"hold", "entrées suspendues"}, {"off", "passe sans attendre"}}) {
            storm.api.put("/api/v1/mode", "{\"mode\":\"" + each[0] + "\",\"reason\":\"essai\"}");
            french(tab -> {
                live(tab);
                assertThat(tab.locator(".figures .chip").first()).containsText(each[1]);
            });
        }
        storm.api.put("/api/v1/mode", "{\"mode\":\"on\",\"reason\":\"essai\"}");
    }

    @Test
    void onAPhoneNothingIsScrolledSideways() {
        chromium.visit(options -> options.setViewportSize(320, 640).setLocale("fr-FR"), tab -> {
            live(tab);
            narrow(tab, "live");
            go(tab, "policy");
            tab.locator(".week").waitFor();
            narrow(tab, "policy");
            go(tab, "journal");
            narrow(tab, "journal");
        });
    }

    private static void narrow(Page tab, String what) {
        Assertions.assertThat((List<?>) tab.evaluate(TOO_WIDE)).as(what).isEmpty();
    }

    @Test
    void theKeyboardSkipsToTheContent() {
        french(tab -> {
            live(tab);
            tab.keyboard().press("Tab");
            tab.keyboard().press("Enter");
            Assertions.assertThat(tab.evaluate("() => document.activeElement.id"))
                    .isEqualTo("content");
        });
    }

    @Test
    void picturesAreTakenForPeopleToLookAt() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            chromium.visit(
                    options -> options.setColorScheme(scheme)
                            .setViewportSize(1440, 900)
                            .setLocale("fr-FR"),
                    tab -> {
                        live(tab);
                        picture(tab, "direct-" + scheme);
                        full(tab, "direct-entier-" + scheme);
                        go(tab, "policy");
                        tab.locator(".week").waitFor();
                        full(tab, "politique-" + scheme);
                        go(tab, "journal");
                        tab.locator(".journal .scroll, .journal .soft").first().waitFor();
                        full(tab, "exploitation-" + scheme);
                    });
        }
        chromium.visit(options -> options.setViewportSize(390, 844).setLocale("en-GB"), tab -> {
            live(tab);
            picture(tab, "live-phone");
            full(tab, "live-phone-whole");
            go(tab, "policy");
            tab.locator(".week").waitFor();
            full(tab, "policy-phone");
        });
    }

    private static void french(TrialChromium.Visit visit) {
        chromium.visit(options -> options.setViewportSize(1440, 900).setLocale("fr-FR"), visit);
    }

    private static void live(Page tab) {
        enter(tab, ServedApi.OPERATE);
        shown(tab);
    }

    /** Time goes by until the page has heard of it. */
    private static void shown(Page tab) {
        until(
                tab,
                () -> tab.locator(".timeline").isVisible()
                        && tab.locator(".plot canvas").count() == 4);
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(Page tab, Condition condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            Assertions.assertThat(System.nanoTime()).as("patience").isLessThan(end);
            storm.point();
            tab.waitForTimeout(200);
        }
    }

    private static void write(Page tab, String yaml) {
        tab.locator("textarea.yaml").fill(yaml);
    }

    private static Locator.WaitForOptions attached() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);
    }

    private static void enter(Page tab, String token) {
        tab.navigate(storm.api.uri() + "/console");
        tab.locator("input[name=token]").fill(token);
        tab.locator("input[name=token]").press("Enter");
        tab.locator("nav").waitFor();
    }

    private static void go(Page tab, String page) {
        tab.locator("nav a[href='#" + page + "']").click();
        tab.locator("main." + page).waitFor();
    }

    private static void picture(Page tab, String name) {
        tab.screenshot(new Page.ScreenshotOptions().setPath(file(name)));
    }

    private static void full(Page tab, String name) {
        tab.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(file(name)));
    }

    private static Path file(String name) {
        return Path.of("target", "console", name.toLowerCase(Locale.ROOT) + ".png");
    }
}

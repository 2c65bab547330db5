package fr.ecluse.gateway.peers;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import fr.ecluse.gateway.trial.TrialGateway;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The system's Chromium without a window, for which the public name of a portal may lead to a gateway on the loopback. */
final class Chromium implements AutoCloseable {

    private static final double PATIENCE_MILLIS = 120_000;
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private final Playwright playwright;
    private final Browser browser;
    private final BrowserContext visitor;

    Chromium(URI publicUrl, TrialGateway gateway) {
        this(List.of("--host-resolver-rules=MAP " + publicUrl.getHost() + " 127.0.0.1:" + gateway.port()));
    }

    /** One that visits gateways by their own addresses. */
    Chromium() {
        this(List.of());
    }

    private Chromium(List<String> arguments) {
        if (!Files.isExecutable(PROGRAM)) {
            throw new AssertionError("Chromium is not installed (no " + PROGRAM + "); src/peers/install installs it");
        }
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(arguments));
        visitor = patient(browser.newContext(french()));
    }

    private static Browser.NewContextOptions french() {
        return new Browser.NewContextOptions().setLocale("fr-FR");
    }

    /** A busy machine takes its time to show a page. */
    private static BrowserContext patient(BrowserContext context) {
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return context;
    }

    /** A tab of another visitor, with no cookie of anybody. */
    Page stranger() {
        return patient(browser.newContext(french())).newPage();
    }

    /** A new tab of the same visitor. */
    Page tab() {
        return visitor.newPage();
    }

    /** By name, the cookies that the visitor holds for an address. */
    List<String> cookies(String url) {
        return visitor.cookies(url).stream().map(cookie -> cookie.name).toList();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

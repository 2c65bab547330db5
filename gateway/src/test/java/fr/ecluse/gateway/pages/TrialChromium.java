package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The system's Chromium without a window; every visit must end without a complaint of the browser. */
public final class TrialChromium implements AutoCloseable {

    private static final double PATIENCE_MILLIS = 120_000;
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    /** An answer that a page has asked for and shows is no complaint. */
    private static final String ANSWERED = "Failed to load resource: the server responded with a status of";

    private final Playwright playwright;
    private final Browser browser;

    public TrialChromium() {
        assertThat(PROGRAM).as("src/peers/install installs it").isExecutable();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(PROGRAM));
    }

    /** What kind of browser somebody has. */
    public interface Wanted {
        Browser.NewContextOptions of(Browser.NewContextOptions options);
    }

    /** What somebody does in a tab of it. */
    public interface Visit {
        void in(Page tab);
    }

    /** A visit by somebody new. */
    public void visit(Wanted wanted, Visit visit) {
        try (BrowserContext context = browser.newContext(wanted.of(new Browser.NewContextOptions()))) {
            List<String> complaints = new ArrayList<>();
            context.setDefaultTimeout(PATIENCE_MILLIS);
            Page tab = context.newPage();
            tab.onConsoleMessage(message -> {
                if (message.type().equals("error") && !message.text().startsWith(ANSWERED)) {
                    complaints.add(message.text());
                }
            });
            tab.onPageError(complaints::add);
            visit.in(tab);
            assertThat(complaints).as("what the browser complains about").isEmpty();
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

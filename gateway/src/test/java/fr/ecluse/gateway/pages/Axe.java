package fr.ecluse.gateway.pages;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** axe-core in a page: what of WCAG 2.2 AA, and of good practice, a program can check. */
public final class Axe {

    private static final String SCRIPT = script();
    private static final String RULES = """
            async () => {
              const found = await axe.run(document, {
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
              return found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('; '));
            }""";

    private Axe() {}

    /** What is wrong with the page as it stands, a sentence for each rule. */
    public static List<?> findings(Page tab) {
        tab.evaluate(SCRIPT);
        return (List<?>) tab.evaluate(RULES);
    }

    private static String script() {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

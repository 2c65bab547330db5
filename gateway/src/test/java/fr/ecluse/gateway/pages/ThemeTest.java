package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import fr.ecluse.gateway.pages.Theme.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A vendor's folder of templates and texts. */
class ThemeTest {

    @TempDir
    Path folder;

    @Test
    void anEmptyFolderChangesNothing() throws Exception {
        assertThat(html(Theme.of(folder), Look.OWN)).isEqualTo(html(Theme.OWN, Look.OWN));
    }

    @Test
    void aTextReplacesOursAndTheOthersStay() throws Exception {
        write("texts_fr.properties", "waiting.heading = Un peu de patience !\n");
        assertThat(html(Theme.of(folder), Look.OWN))
                .contains("<h1>Un peu de patience\u00a0!</h1>")
                .contains("3 personnes avant vous");
    }

    @Test
    void aTemplateAndAStyleSheetReplaceOurs() throws Exception {
        write("advice.mustache", "<section class=\"{{kind}}\"><h2>{{heading}}</h2></section>");
        write("ecluse.css", "body { color: black }");
        Theme theme = Theme.of(folder);
        assertThat(html(theme, Look.OWN)).contains("<section class=\"do\">").doesNotContain("<li>");
        assertThat(new String(new Assets(theme, Look.OWN).asset("ecluse.css").bytes(), StandardCharsets.UTF_8))
                .isEqualTo("body { color: black }");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() throws Exception {
        write("waiting.html", "");
        write("texts_fr.properties", "waiting.titel = x\nsince = Depuis {heure}.\n");
        Files.write(folder.resolve("page.mustache"), new byte[70_000]);
        assertThat(faults())
                .extracting(Theme.Fault::kind, Theme.Fault::file)
                .containsExactlyInAnyOrder(
                        tuple(Kind.UNREADABLE, "page.mustache"),
                        tuple(Kind.UNKNOWN_FILE, "waiting.html"),
                        tuple(Kind.UNKNOWN_TEXT, "texts_fr.properties"),
                        tuple(Kind.UNKNOWN_NAME, "texts_fr.properties"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<style>p {}</style>",
                "<script>alert(1)</script>",
                "<p style=\"color:red\">",
                "<p onclick=\"x()\">",
                "<img src=\"https://cdn.example/x.png\"/>",
                "<link rel=\"stylesheet\" href=\"//cdn.example/x.css\"/>"
            })
    void whatBrowsersWouldBlockIsRefused(String fault) throws Exception {
        write("page.mustache", Theme.OWN.file("page.mustache").replace("<header>", fault + "<header>"));
        assertThat(faults()).extracting(Theme.Fault::kind).containsOnly(Kind.BLOCKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{#first}}", "{{nothing}}", "{{>elsewhere}}"})
    void aTemplateThatMakesNoPageIsRefused(String fault) throws Exception {
        write("sheet.mustache", Theme.OWN.file("sheet.mustache") + fault);
        assertThat(faults()).extracting(Theme.Fault::kind).containsOnly(Kind.BROKEN);
    }

    @Test
    void aPageWithoutItsButtonOrItsScriptIsRefused() throws Exception {
        write("page.mustache", "<!DOCTYPE html><html lang=\"{{first.lang}}\"><title>{{ent}}</title><h1>x</h1></html>");
        assertThat(faults()).extracting(Theme.Fault::kind).hasSizeGreaterThan(4).containsOnly(Kind.LACKING);
    }

    @Test
    void aLogoStandsInThePlaceOfTheMarkAndHelpInTheFooter() {
        Look.Logo logo = new Look.Logo("image/png", new byte[] {1, 2, 3});
        Assets assets = new Assets(Theme.OWN, new Look(logo, ":root{--accent:#123456}", null));
        assertThat(assets.asset("logo.png").contentType()).isEqualTo("image/png");
        assertThat(new String(assets.asset("ecluse.css").bytes(), StandardCharsets.UTF_8))
                .endsWith(":root{--accent:#123456}");
        assertThat(html(Theme.OWN, new Look(logo, "", "https://aide.example.fr/ent")))
                .contains("<img src=\"/.ecluse/assets/logo.")
                .doesNotContain("mark.")
                .contains("Besoin d’aide\u00a0? <a href=\"https://aide.example.fr/ent\">aide.example.fr/ent</a>");
        assertThat(html(Theme.OWN, new Look(null, "", "Appelez le 01 00 00 00 00 <b>.")))
                .contains("<span lang=\"fr\">Appelez le 01 00 00 00 00 &lt;b&gt;.</span>");
    }

    private List<Theme.Fault> faults() {
        Theme.FaultyException wrong = catchThrowableOfType(Theme.FaultyException.class, () -> Theme.of(folder));
        assertThat(wrong).isNotNull();
        return wrong.faults();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String html(Theme theme, Look look) {
        return new Pages(theme, new Assets(theme, look), look)
                .html(Samples.waiting(3, null), Samples.SETTING, Language.FRENCH);
    }
}

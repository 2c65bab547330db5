package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fr.ecluse.gateway.settings.Colour;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorefrontTest {

    @Test
    void theVendorsColoursComeAfterTheStyleSheetForLightAndForDark() {
        Settings.Pages.Shades light = shades(0x111111);
        Settings.Pages.Shades dark = shades(0xeeeeee);
        Storefront front = Storefront.of(new Settings.Pages(null, new Settings.Pages.Colours(light, dark), null, null));
        assertThat(new String(front.assets().asset("ecluse.css").bytes(), StandardCharsets.UTF_8).strip())
                .endsWith(":root{--accent:#111111;--accent-over:#111111;--calm:#111111;--on-accent:#111111}"
                        + "@media (prefers-color-scheme:dark){:root{--accent:#eeeeee;--accent-over:#eeeeee;"
                        + "--calm:#eeeeee;--on-accent:#eeeeee}}");
    }

    @Test
    void aTemplateThatCanNotBeShownStopsTheStartWithAReadableList(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("texts_fr.properties"), "waiting.titel = x\nsince = Depuis {heure}.\n");
        Files.writeString(folder.resolve("attente.html"), "");
        SettingsException wrong = catchThrowableOfType(
                SettingsException.class, () -> Storefront.of(new Settings.Pages(null, null, null, folder)));
        assertThat(wrong.list(Locale.ENGLISH).lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("  - ecluse.pages.templates: "))
                .anyMatch(line -> line.contains("no page reads a file called attente.html"))
                .anyMatch(line -> line.contains("texts_fr.properties has a text called waiting.titel"))
                .anyMatch(line -> line.contains("since: {heure}"));
        assertThat(wrong.list(Locale.FRENCH)).contains("aucune page ne lit un fichier nommé attente.html");
    }

    private static Settings.Pages.Shades shades(int rgb) {
        Colour colour = new Colour(rgb);
        return new Settings.Pages.Shades(colour, colour, colour, colour);
    }
}

package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings {@code ecluse.pages}. */
class PagesSettingsTest {

    private static final String SVG = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

    @TempDir
    Path folder;

    private final Findings findings = new Findings();

    @Test
    void nothingSetIsTheProgramsOwnLook() {
        assertThat(check(null, null, null, null, null)).isEqualTo(new Settings.Pages(null, null, null, null));
        assertThat(faults()).isEmpty();
    }

    @Test
    void aLogoIsKnownByWhatItHolds() throws IOException {
        Path svg = Files.writeString(folder.resolve("logo"), SVG);
        assertThat(check(svg.toString(), null, null, null, null).logo().contentType())
                .isEqualTo("image/svg+xml");
        Path png = Files.write(
                folder.resolve("logo.svg"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0});
        assertThat(check(png.toString(), null, null, null, null).logo().contentType())
                .isEqualTo("image/png");
        assertThat(faults()).isEmpty();
    }

    @Test
    void aLogoThatIsNoneOrTooLargeIsSaid() throws IOException {
        check(folder.resolve("none.svg").toString(), null, null, null, null);
        check(folder.toString(), null, null, null, null);
        check(Files.writeString(folder.resolve("a.gif"), "GIF89a").toString(), null, null, null, null);
        check(
                Files.writeString(folder.resolve("b.svg"), SVG + " ".repeat(17_000))
                        .toString(),
                null,
                null,
                null,
                null);
        assertThat(faults())
                .containsExactly(Fault.LOGO_NOT_FOUND, Fault.LOGO_NOT_FOUND, Fault.LOGO_KIND, Fault.LOGO_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#ffcc00", "#7fb2c8", "#ff0000", "#777777"})
    void aColourThatIsHardToReadIsRefusedWithItsContrast(String colour) {
        check(null, colour, null, null, null);
        assertThat(findings.all()).singleElement().satisfies(problem -> {
            assertThat(problem.fault()).isEqualTo(Fault.COLOUR_CONTRAST);
            assertThat(problem.details().get(0)).isEqualTo(colour);
            assertThat(Double.parseDouble(problem.details().get(1))).isBetween(1.0, 4.5);
        });
    }

    @Test
    void whateverColourIsTakenCanBeReadOnEveryPage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 2_000; i++) {
            String colour = new Colour(random.nextInt(0x1000000)).toString();
            PagesCheck check = new PagesCheck(new Findings());
            Settings.Pages pages = check.check(new RawSettings.Pages(null, colour, null, null, null));
            if (!check.findings().all().isEmpty()) {
                continue;
            }
            taken++;
            for (Settings.Pages.Shades shades :
                    List.of(pages.colours().light(), pages.colours().dark())) {
                assertThat(shades.accent().contrast(shades.on()))
                        .as("seed %s %s", seed, colour)
                        .isGreaterThanOrEqualTo(4.5);
                assertThat(shades.over().contrast(shades.on()))
                        .as("seed %s %s", seed, colour)
                        .isGreaterThanOrEqualTo(4.5);
                assertThat(shades.accent().contrast(shades.calm()))
                        .as("seed %s %s", seed, colour)
                        .isGreaterThanOrEqualTo(4.5);
            }
        }
        assertThat(taken).as("seed %s", seed).isGreaterThan(100);
    }

    @Test
    void theContrastIsThatOfTheGuidelines() {
        assertThat(new Colour(0).contrast(Colour.WHITE)).isEqualTo(21.0);
        assertThat(new Colour(0x767676).contrast(Colour.WHITE)).isBetween(4.54, 4.55);
    }

    @Test
    void whatIsNoColourIsSaid() {
        check(null, "blue", null, null, null);
        check(null, null, "#8fd3e8", null, null);
        check(null, "#0b5170", "#0b5170", null, null);
        assertThat(faults()).containsExactly(Fault.COLOUR, Fault.COLOUR_ALONE, Fault.COLOUR_CONTRAST);
    }

    @Test
    void helpIsOneShortLineAndTemplatesAreAFolder() {
        assertThat(check(null, null, null, "tel:+33100000000", folder.toString()))
                .isEqualTo(new Settings.Pages(null, null, "tel:+33100000000", folder));
        check(null, null, null, "x".repeat(201), folder.resolve("none").toString());
        assertThat(faults()).containsExactly(Fault.HELP, Fault.TEMPLATES_NOT_FOUND);
    }

    private List<Fault> faults() {
        return findings.all().stream().map(SettingsProblem::fault).toList();
    }

    private Settings.Pages check(
            @Nullable String logo,
            @Nullable String colour,
            @Nullable String dark,
            @Nullable String help,
            @Nullable String templates) {
        return new PagesCheck(findings).check(new RawSettings.Pages(logo, colour, dark, help, templates));
    }
}

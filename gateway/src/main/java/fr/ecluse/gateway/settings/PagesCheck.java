package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the pages for visitors look: read once, at the start, so that nothing is missing later. */
record PagesCheck(Findings findings) {

    /** Every phone loads it before the page is whole. */
    private static final int LARGEST_LOGO = 16 * 1024;

    /** WCAG 2.1, 1.4.3. */
    private static final double LEAST_CONTRAST = 4.5;

    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final int LONGEST_HELP = 200;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** What a light page and a dark one put the colour on; the same values stand in ecluse.css. */
    private static final Colour LIGHT_PAGE = new Colour(0xeef4f7);

    private static final Colour DARK_CARD = new Colour(0x15242c);
    private static final Colour DARK_PAGE = new Colour(0x0e191f);
    private static final Colour DARK_INK = new Colour(0x0b2430);

    Settings.Pages check(RawSettings.Pages raw) {
        return new Settings.Pages(
                logo("ecluse.pages.logo", raw.logo()),
                colours(raw),
                help("ecluse.pages.help", raw.help()),
                templates("ecluse.pages.templates", raw.templates()));
    }

    private Settings.Pages.@Nullable Logo logo(String key, @Nullable String text) {
        Path path = path(key, text, Fault.LOGO_NOT_FOUND);
        if (path == null) {
            return null;
        }
        String shown = path.toAbsolutePath().toString();
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            findings.add(key, Fault.LOGO_NOT_FOUND, shown);
            return null;
        }
        try {
            if (Files.size(path) > LARGEST_LOGO) {
                findings.add(
                        key, Fault.LOGO_TOO_LARGE, Long.toString(Files.size(path)), Integer.toString(LARGEST_LOGO));
                return null;
            }
            byte[] bytes = Files.readAllBytes(path);
            if (bytes.length > PNG.length && Arrays.equals(bytes, 0, PNG.length, PNG, 0, PNG.length)) {
                return new Settings.Pages.Logo("image/png", bytes);
            }
            String svg = new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            if (svg.stripLeading().startsWith("<") && svg.contains("<svg")) {
                return new Settings.Pages.Logo("image/svg+xml", bytes);
            }
            findings.add(key, Fault.LOGO_KIND, shown);
        } catch (IOException e) { // the file went away
            findings.add(key, Fault.LOGO_NOT_FOUND, shown);
        }
        return null;
    }

    private Settings.Pages.@Nullable Colours colours(RawSettings.Pages raw) {
        Colour light = colour("ecluse.pages.colour", raw.colour());
        Colour dark = colour("ecluse.pages.colour-dark", raw.colourDark());
        if (light == null) {
            if (dark != null) {
                findings.add("ecluse.pages.colour-dark", Fault.COLOUR_ALONE);
            }
            return null;
        }
        Colour calm = light.mixed(Colour.WHITE, 0.92);
        readable("ecluse.pages.colour", light, LIGHT_PAGE, calm);
        Colour shown = dark == null ? lightened(light) : dark;
        Colour darkCalm = DARK_CARD.mixed(shown, 0.1);
        readable("ecluse.pages.colour-dark", shown, DARK_PAGE, darkCalm, DARK_INK);
        return new Settings.Pages.Colours(
                new Settings.Pages.Shades(light, light.mixed(DARK_PAGE, 0.3), calm, Colour.WHITE),
                new Settings.Pages.Shades(shown, shown.mixed(Colour.WHITE, 0.4), darkCalm, DARK_INK));
    }

    /** The colour, as light as it must be to be read on a dark page. */
    private static Colour lightened(Colour colour) {
        for (double part = 0.3; part < 1; part += 0.05) {
            Colour lighter = colour.mixed(Colour.WHITE, part);
            if (lighter.contrast(DARK_CARD.mixed(lighter, 0.1)) >= LEAST_CONTRAST + 1
                    && lighter.contrast(DARK_INK) >= LEAST_CONTRAST + 1) {
                return lighter;
            }
        }
        return Colour.WHITE;
    }

    private void readable(String key, Colour colour, Colour... behind) {
        double worst = Arrays.stream(behind).mapToDouble(colour::contrast).min().orElse(1);
        if (worst < LEAST_CONTRAST) {
            // rounded down: 4.49 must not be shown as 4.5
            String shown = String.format(Locale.ROOT, "%.1f", Math.floor(worst * 10) / 10);
            findings.add(key, Fault.COLOUR_CONTRAST, colour.toString(), shown);
        }
    }

    private @Nullable Colour colour(String key, @Nullable String text) {
        String given = findings.optional(key, text);
        if (given == null) {
            return null;
        }
        if (!COLOUR.matcher(given).matches()) {
            findings.add(key, Fault.COLOUR, given);
            return null;
        }
        return new Colour(Integer.parseInt(given.substring(1), 16));
    }

    private @Nullable String help(String key, @Nullable String text) {
        String given = findings.optional(key, text);
        if (given != null && (given.length() > LONGEST_HELP || given.chars().anyMatch(Character::isISOControl))) {
            findings.add(key, Fault.HELP, Integer.toString(LONGEST_HELP));
            return null;
        }
        return given;
    }

    private @Nullable Path templates(String key, @Nullable String text) {
        Path path = path(key, text, Fault.TEMPLATES_NOT_FOUND);
        if (path != null && !Files.isDirectory(path)) {
            findings.add(key, Fault.TEMPLATES_NOT_FOUND, path.toAbsolutePath().toString());
            return null;
        }
        return path;
    }

    private @Nullable Path path(String key, @Nullable String text, Fault ifNone) {
        String given = findings.optional(key, text);
        try {
            return given == null ? null : Path.of(given);
        } catch (InvalidPathException e) {
            findings.add(key, ifNone, String.valueOf(given));
            return null;
        }
    }
}

package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.pages.Assets;
import fr.ecluse.gateway.pages.Look;
import fr.ecluse.gateway.pages.Pages;
import fr.ecluse.gateway.pages.Theme;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.SettingsException;
import fr.ecluse.gateway.settings.SettingsProblem;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What visitors see before the portal, as the vendor's settings have it. */
record Storefront(Pages pages, Assets assets) {

    private static final String TEMPLATES = "ecluse.pages.templates";

    /** @throws SettingsException if a template or a text of the vendor's can't be shown */
    static Storefront of(Settings.Pages settings) {
        Theme theme = theme(settings.templates());
        Settings.Pages.Logo logo = settings.logo();
        Look look = new Look(
                logo == null ? null : new Look.Logo(logo.contentType(), logo.bytes()),
                css(settings.colours()),
                settings.help());
        Assets assets = new Assets(theme, look);
        return new Storefront(new Pages(theme, assets, look), assets);
    }

    private static Theme theme(@Nullable Path folder) {
        if (folder == null) {
            return Theme.OWN;
        }
        try {
            return Theme.of(folder);
        } catch (Theme.FaultyException e) {
            throw new SettingsException(
                    e.faults().stream().map(Storefront::problem).toList());
        }
    }

    private static SettingsProblem problem(Theme.Fault fault) {
        SettingsProblem.Fault same = SettingsProblem.Fault.valueOf("TEMPLATE_" + fault.kind());
        return new SettingsProblem(TEMPLATES, same, List.of(fault.file(), fault.what()));
    }

    private static String css(Settings.Pages.@Nullable Colours colours) {
        return colours == null
                ? ""
                : ":root{" + css(colours.light()) + "}@media (prefers-color-scheme:dark){:root{" + css(colours.dark())
                        + "}}\n";
    }

    private static String css(Settings.Pages.Shades shades) {
        return "--accent:%s;--accent-over:%s;--calm:%s;--on-accent:%s"
                .formatted(shades.accent(), shades.over(), shades.calm(), shades.on());
    }
}

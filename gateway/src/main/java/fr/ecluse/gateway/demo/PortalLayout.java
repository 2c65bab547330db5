package fr.ecluse.gateway.demo;

import fr.ecluse.gateway.demo.Page.Html;
import java.util.List;
import java.util.Map;

/** The frame around every page of the demo's portal: its name, the menu, the other language. */
final class PortalLayout {

    /** Beside the home page; the paths are the names. */
    static final List<String> SECTIONS = List.of("messagerie", "cahier-de-textes", "notes");

    private static final Page LAYOUT = Page.of("portal.html");
    private static final Page MENU = Page.of("portal-menu.html");

    private PortalLayout() {}

    /** @param name of the page: the key of its title, and what the menu shows as current */
    static Answer page(int status, Choice choice, String name, Html body) {
        Html menu = item(choice, "accueil", "/", name);
        for (String section : SECTIONS) {
            menu = menu.and(item(choice, section, "/" + section, name));
        }
        Language language = choice.language;
        return Answer.page(
                status,
                LAYOUT.whole(
                        language,
                        Map.of(
                                "lang",
                                language.tag(),
                                "other",
                                language.other().tag(),
                                "keep",
                                choice.keep,
                                "title",
                                language.text("page." + name),
                                "menu",
                                menu,
                                "body",
                                body)));
    }

    private static Html item(Choice choice, String section, String path, String here) {
        return MENU.part(
                choice.language,
                Map.of(
                        "path",
                        path,
                        "keep",
                        choice.keep,
                        "title",
                        choice.language.text("page." + section),
                        "current",
                        section.equals(here) ? new Html(" aria-current=\"page\"") : Page.NOTHING));
    }

    /**
     * In which language to answer.
     *
     * @param keep what links carry so that a language chosen by hand stays
     */
    record Choice(Language language, String keep) {

        static Choice of(Call call) {
            String asked = Call.first(call.query(), "lang");
            Language language = Language.of(asked, call.header("Accept-Language"));
            return new Choice(language, asked == null ? "" : "?lang=" + language.tag());
        }
    }
}

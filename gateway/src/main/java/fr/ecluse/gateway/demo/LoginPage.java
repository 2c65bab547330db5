package fr.ecluse.gateway.demo;

import fr.ecluse.gateway.demo.Page.Html;
import java.util.List;
import java.util.Map;

/** What people see of the demo's identity provider: who to be, and short notices. */
final class LoginPage {

    private static final Page LOGIN = Page.of("login.html");
    private static final Page GROUP = Page.of("login-group.html");
    private static final Page PERSON = Page.of("login-person.html");
    private static final Page HIDDEN = Page.of("hidden.html");
    private static final Page NOTICE = Page.of("login-notice.html");

    private LoginPage() {}

    /** @param request the login request, which the page posts again together with the choice */
    static Answer choice(Language language, Map<String, List<String>> request) {
        Html hidden = Page.NOTHING;
        for (String name : request.keySet()) {
            String value = Call.first(request, name);
            if (value != null && !name.equals("ui_locales")) {
                hidden = hidden.and(HIDDEN.part(language, Map.of("name", name, "value", value)));
            }
        }
        Html groups = Page.NOTHING;
        for (String group : DemoPerson.GROUPS) {
            groups = groups.and(GROUP.part(
                    language,
                    Map.of(
                            "group",
                            group,
                            "title",
                            language.text("group." + group),
                            "people",
                            people(language, group))));
        }
        return Answer.page(
                200,
                LOGIN.whole(
                        language,
                        Map.of(
                                "lang",
                                language.tag(),
                                "other",
                                language.other().tag(),
                                "hidden",
                                hidden,
                                "groups",
                                groups)));
    }

    private static Html people(Language language, String group) {
        Html people = Page.NOTHING;
        for (DemoPerson person : DemoPerson.ALL) {
            if (person.group().equals(group)) {
                people = people.and(PERSON.part(
                        language,
                        Map.of(
                                "id", person.id(),
                                "name", person.name(),
                                "initial", person.name().substring(0, 1),
                                "description", language.text("person." + person.id()))));
            }
        }
        return people;
    }

    /** @param key of the one sentence to say */
    static Answer notice(int status, Language language, String key, String portal) {
        return Answer.page(
                status,
                NOTICE.whole(
                        language, Map.of("lang", language.tag(), "message", language.text(key), "portal", portal)));
    }
}

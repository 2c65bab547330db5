package fr.ecluse.gateway.demo;

import fr.ecluse.gateway.demo.Page.Html;
import fr.ecluse.gateway.demo.PortalLayout.Choice;
import java.net.URI;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A small school portal that shows who came in, as the gateway's headers tell it. It checks nothing itself: that is what
 * stands in front of it for. Thread-safe.
 */
final class DemoPortal implements DemoServer.Handler {

    private static final Map<String, Page> SECTIONS = PortalLayout.SECTIONS.stream()
            .collect(Collectors.toMap(Function.identity(), name -> Page.of("portal-" + name + ".html")));
    private static final Page HOME = Page.of("portal-home.html");
    private static final Page VISITOR = Page.of("portal-visitor.html");
    private static final Page STRANGER = Page.of("portal-stranger.html");
    private static final Page LEAVE = Page.of("portal-quitter.html");
    private static final Page INFOS = Page.of("portal-infos.html");
    private static final Page MISSING = Page.of("portal-missing.html");
    private static final Pattern WORD_START = Pattern.compile("(?<=^|-)[a-z]");

    private final URI gateway;
    private final DemoServer.Handler crowd;

    /**
     * @param gateway how visitors reach the portal, without a slash at the end
     * @param crowd answers {@code /demo}
     */
    DemoPortal(URI gateway, DemoServer.Handler crowd) {
        this.gateway = gateway;
        this.crowd = crowd;
    }

    @Override
    public Answer answer(Call call) {
        Choice choice = Choice.of(call);
        Map<String, String> keep = Map.of("keep", choice.keep());
        return switch (call.path()) {
            case "/" -> PortalLayout.page(200, choice, "accueil", home(choice, Visitor.of(call)));
            case "/public/infos" -> PortalLayout.page(200, choice, "infos", INFOS.part(choice.language(), keep));
            // the gateway hears this header and frees the seat
            case "/quitter" ->
                PortalLayout.page(200, choice, "quitter", LEAVE.part(choice.language(), keep))
                        .with("Ecluse-Release", "true");
            case "/headers" -> Answer.text(200, received(call));
            case "/demo" -> crowd.answer(call);
            default -> section(choice, call.path().substring(1));
        };
    }

    private Html home(Choice choice, Visitor visitor) {
        Language language = choice.language();
        boolean known = !visitor.user.isEmpty();
        String greeting = known
                ? MessageFormat.format(language.text("home.hello"), visitor.name())
                : language.text("home.hello-nobody");
        Html who = known
                ? VISITOR.part(
                        language,
                        Map.of(
                                "user", visitor.user,
                                "roles", visitor.roles,
                                "session", visitor.session,
                                "keep", choice.keep()))
                : STRANGER.part(language, Map.of("gateway", gateway));
        return HOME.part(language, Map.of("greeting", greeting, "visitor", who, "keep", choice.keep()));
    }

    private static Answer section(Choice choice, String name) {
        Page section = SECTIONS.get(name);
        return section == null
                ? PortalLayout.page(404, choice, "missing", MISSING.part(choice.language(), Map.of()))
                : PortalLayout.page(200, choice, name, section.part(choice.language(), Map.of()));
    }

    /** One header a line, sorted by name; the server read the names without regard to case, so theirs is set anew. */
    private static String received(Call call) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(call.headers()).forEach((name, values) -> {
            String spelled =
                    WORD_START.matcher(name).replaceAll(start -> start.group().toUpperCase(Locale.ROOT));
            for (String value : values) {
                lines.append(spelled).append(": ").append(value).append('\n');
            }
        });
        return lines.toString();
    }

    /** Who came in, as the gateway says; empty texts without a gateway. */
    private record Visitor(String user, String roles, String session) {

        static Visitor of(Call call) {
            return new Visitor(
                    header(call, "Ecluse-User"), header(call, "Ecluse-Roles"), header(call, "Ecluse-Session"));
        }

        private static String header(Call call, String name) {
            String value = call.header(name);
            return value == null ? "" : value;
        }

        String name() {
            return DemoPerson.named(user).map(DemoPerson::name).orElse(user);
        }
    }
}

package fr.ecluse.gateway.demo;

import java.text.MessageFormat;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the demo prints once it runs: addresses, people, and three things to try, with the commands as they work here. */
final class Welcome {

    /** As in the example policy. */
    private static final LocalTime PARENTS_REFUSED_FROM = LocalTime.of(8, 0);

    private static final LocalTime PARENTS_REFUSED_TO = LocalTime.of(18, 0);

    private Welcome() {}

    /** How the crowd is called. */
    enum Call {
        BY_KEY,
        BY_LINK
    }

    static String text(Demo demo, Language language, Call call) {
        DemoSettings settings = demo.settings();
        String portal = settings.client().publicUrls().get(0).toString();
        String admin = "http://" + DemoServer.ADDRESS + ":" + settings.adminPort();
        ZonedDateTime now = demo.clock().instant().atZone(DemoSettings.ZONE);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("portal", portal);
        values.put("twin", settings.client().publicUrls().get(1).toString());
        values.put("people", DemoPerson.ALL.stream().map(DemoPerson::id).collect(Collectors.joining(", ")));
        values.put("admin", admin);
        values.put("token", settings.adminToken());
        values.put("policy", settings.policy().toString());
        values.put("time", time(now, language));
        values.put(
                "ceiling",
                command(
                        "curl -X PUT " + admin + "/api/v1/ceiling -H 'Content-Type: application/json' \\",
                        "  -H 'Authorization: Bearer " + settings.adminToken()
                                + "' -d '{\"sessions\": 3, \"reason\": \"demo\"}'"));
        values.put(
                "parent",
                command(
                        "TOKEN=$(curl -s -H 'Accept: text/plain' -d grant_type=password -d username=karim "
                                + settings.issuer() + "/token)",
                        "curl -i -H \"Authorization: Bearer $TOKEN\" " + portal + "/headers"));
        values.put("hint", language.text(parentsAreRefusedAt(now) ? "cli.hint.refused" : "cli.hint.admitted"));
        values.put("crowd", crowd(demo, language, call));
        String text = Page.resource("welcome_" + language.tag() + ".txt");
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return text;
    }

    /** The line that answers a call for the crowd. */
    static String crowdLine(Crowd crowd, int added, Language language) {
        Crowd.Numbers numbers = crowd.numbers();
        String figures = MessageFormat.format(
                language.text("cli.crowd.numbers"),
                numbers.coming(),
                numbers.waiting(),
                numbers.seated(),
                numbers.left());
        return added == 0
                ? MessageFormat.format(language.text("cli.crowd.full"), figures)
                : MessageFormat.format(language.text("cli.crowd.added"), added, figures);
    }

    private static String crowd(Demo demo, Language language, Call call) {
        if (demo.crowd().isEmpty()) {
            return language.text("cli.crowd.none");
        }
        String key = call == Call.BY_KEY ? "cli.crowd.key" : "cli.crowd.link";
        return MessageFormat.format(
                language.text(key),
                demo.settings().portal() + "/demo",
                demo.crowd().get().wave());
    }

    private static boolean parentsAreRefusedAt(ZonedDateTime time) {
        LocalTime wall = time.toLocalTime();
        return !wall.isBefore(PARENTS_REFUSED_FROM) && wall.isBefore(PARENTS_REFUSED_TO);
    }

    private static String time(ZonedDateTime time, Language language) {
        return DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm", language.locale())
                        .format(time)
                + " (" + time.getZone() + ")";
    }

    private static String command(String... lines) {
        return List.of(lines).stream().map(line -> "       " + line).collect(Collectors.joining("\n"));
    }
}

package fr.ecluse.gateway.demo;

import fr.ecluse.gateway.demo.Crowd.Numbers;
import fr.ecluse.gateway.demo.PortalLayout.Choice;
import java.net.URI;
import java.text.MessageFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The page that brings the crowd and counts it. Thread-safe. */
final class CrowdPage implements DemoServer.Handler {

    private static final Page PAGE = Page.of("portal-foule.html");
    private static final Page NONE = Page.of("portal-foule-none.html");

    private final Optional<Crowd> crowd;

    CrowdPage(Optional<Crowd> crowd) {
        this.crowd = crowd;
    }

    @Override
    public Answer answer(Call call) {
        Choice choice = Choice.of(call);
        if (crowd.isEmpty()) {
            return PortalLayout.page(200, choice, "foule", NONE.part(choice.language(), Map.of()));
        }
        if (call.reads()) {
            return show(choice, crowd.get());
        }
        if (!isFromOurOwnPage(call)) {
            return Answer.text(403, "403\n");
        }
        String order = Call.first(call.form(), "crowd");
        if ("add".equals(order)) {
            crowd.get().gather();
        } else if ("home".equals(order)) {
            crowd.get().disperse();
        }
        return Answer.redirect(URI.create("/demo" + choice.keep()));
    }

    private static Answer show(Choice choice, Crowd crowd) {
        Language language = choice.language();
        Numbers numbers = crowd.numbers();
        return PortalLayout.page(
                200,
                choice,
                "foule",
                PAGE.part(
                        language,
                        Map.of(
                                "coming", numbers.coming(),
                                "waiting", numbers.waiting(),
                                "seated", numbers.seated(),
                                "left", numbers.left(),
                                "add", MessageFormat.format(language.text("crowd.add"), crowd.wave()),
                                "keep", choice.keep())));
    }

    /** Any web page could post here; browsers say where a post comes from, and curl says nothing. */
    private static boolean isFromOurOwnPage(Call call) {
        String site = call.header("Sec-Fetch-Site");
        return site == null || Set.of("same-origin", "none").contains(site);
    }
}

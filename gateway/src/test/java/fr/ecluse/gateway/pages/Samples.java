package fr.ecluse.gateway.pages;

import fr.ecluse.policy.LocalText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Every page, with the facts of a Tuesday morning in November. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-24T08:12:30Z");
    static final Instant SINCE = Instant.parse("2026-11-24T07:58:00Z");
    static final Instant SIX_PM = Instant.parse("2026-11-24T17:00:00Z");
    static final Destination MAIL = new Destination("/messagerie/lire?id=42&dossier=recus");
    static final LocalText RULE = new LocalText(Map.of(
            "fr", "Les parents sont accueillis de 18 h à 8 h.", "en", "Parents are welcome from 18:00 to 8:00."));
    static final Pages.Setting SETTING =
            new Pages.Setting("Mon ENT Auvergne-Rhône-Alpes", ZoneId.of("Europe/Paris"), NOW, Pages.Sent.NOTHING_LOST);

    private Samples() {}

    static List<Page> all() {
        return List.of(
                waiting(1250, Duration.ofSeconds(400)),
                new Page.Waiting(
                        0, null, Duration.ofSeconds(3), SINCE, Page.Waiting.Why.HIGHER_ROLES_FIRST, Destination.HOME),
                new Page.Quiet(Duration.ofSeconds(60), SINCE, MAIL),
                new Page.Refused(RULE, SIX_PM, MAIL),
                new Page.Refused(LocalText.NONE, null, MAIL),
                new Page.ServiceFull(Duration.ofSeconds(30), MAIL),
                new Page.ServiceFull(Duration.ofSeconds(30), Destination.HOME),
                new Page.Throttled(Duration.ofSeconds(24), MAIL),
                new Page.Unavailable(Duration.ofSeconds(3), MAIL),
                new Page.Overloaded(Duration.ofSeconds(90), MAIL),
                new Page.UpstreamFailed(Page.UpstreamFailed.Fault.BROKEN, MAIL),
                new Page.UpstreamFailed(Page.UpstreamFailed.Fault.TOO_SLOW, MAIL),
                new Page.LoginFailed(Page.LoginFailed.Reason.CANCELLED, MAIL),
                new Page.LoginFailed(Page.LoginFailed.Reason.PROVIDER_FAILED, MAIL),
                new Page.LoginFailed(Page.LoginFailed.Reason.CLOCK_WRONG, MAIL),
                new Page.LoginFailed(Page.LoginFailed.Reason.NOT_STARTED_HERE, MAIL),
                new Page.LoginFailed(Page.LoginFailed.Reason.ALREADY_USED, MAIL),
                new Page.LoginInFrame(MAIL),
                new Page.TooManyLogins(MAIL),
                new Page.NotRecognised(MAIL),
                new Page.BadRequest(),
                new Page.NotFound(),
                new Page.LoggedOut());
    }

    static Page.Waiting waiting(long ahead, Duration estimate) {
        return new Page.Waiting(ahead, estimate, Duration.ofMillis(12_400), SINCE, Page.Waiting.Why.FULL, MAIL);
    }
}

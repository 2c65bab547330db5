package fr.ecluse.gateway.pages;

import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every page, with the facts of a Tuesday morning in November. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-24T08:12:30Z");
    static final Instant SINCE = Instant.parse("2026-11-24T07:58:00Z");
    static final Instant SIX_PM = Instant.parse("2026-11-24T17:00:00Z");
    static final Destination MAIL = new Destination("/messagerie/lire?id=42&dossier=recus");
    static final LocalText RULE = new LocalText(Map.of(
            "fr", "Les parents sont accueillis de 18 h à 8 h.", "en", "Parents are welcome from 18:00 to 8:00."));
    static final Pages.Setting SETTING =
            setting("Mon ENT Auvergne-Rhône-Alpes", "Europe/Paris", Pages.Sent.NOTHING_LOST, MAIL);
    /** The answer to a form, with something to say besides. */
    static final Pages.Setting FORM =
            setting("Mon ENT Auvergne-Rhône-Alpes", "Europe/Paris", Pages.Sent.LOST_FORM, null);

    static final LocalText NOTICE = new LocalText(Map.of("fr", "La messagerie revient à 10 h."));
    static final Page.First PUPILS_AND_STAFF =
            new Page.First(List.of(Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL), SIX_PM);

    private Samples() {}

    static List<Page> all() {
        return List.of(
                waiting(1250, Duration.ofSeconds(400)),
                new Page.Waiting(0, null, Duration.ofSeconds(3), SINCE, PUPILS_AND_STAFF, Destination.HOME),
                new Page.Held(12, Duration.ofSeconds(30), SINCE, MAIL),
                new Page.Quiet(SINCE, PUPILS_AND_STAFF, MAIL),
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

    static Page.Waiting waiting(long ahead, @Nullable Duration estimate) {
        return new Page.Waiting(
                ahead,
                estimate == null ? null : new Page.Estimate(estimate, estimate, null),
                Duration.ofMillis(12_400),
                SINCE,
                Page.First.NOBODY,
                MAIL);
    }

    static Pages.Setting setting(String ent, String zone, Pages.Sent sent, @Nullable Destination again) {
        return new Pages.Setting(ent, ZoneId.of(zone), NOW, sent, again, LocalText.NONE);
    }

    static Pages.Setting saying(LocalText notice) {
        return new Pages.Setting(SETTING.ent(), SETTING.zone(), NOW, Pages.Sent.NOTHING_LOST, SETTING.again(), notice);
    }
}

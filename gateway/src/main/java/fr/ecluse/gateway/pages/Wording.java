package fr.ecluse.gateway.pages;

import fr.ecluse.policy.LocalText;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the facts of a page into the words of one language. Immutable. */
final class Wording {

    private static final String LEAVE = "/.ecluse/logout";

    private final Texts texts;
    private final Moments moments;
    private final Ranges ranges;

    Wording(Language language) {
        this.texts = Texts.in(language);
        this.moments = new Moments(texts);
        this.ranges = new Ranges(texts);
    }

    Sheet sheet(Page page, Pages.Setting setting) {
        String key = page.key();
        return new Sheet(
                texts.language().code(),
                texts.text("summary"),
                texts.text(key + ".title"),
                texts.text(key + ".heading"),
                paragraphs(page, setting.sent()),
                panel(page, setting),
                texts.text(key + ".action"),
                page instanceof Page.Refused ? "go plain" : "go",
                page instanceof Page.LoginInFrame ? "_top" : null,
                advice(key, "do"),
                advice(key, "not"),
                aside(page, key),
                moments.stamp(setting.local(setting.now())),
                texts.text("cookies"));
    }

    private List<Sheet.Paragraph> paragraphs(Page page, Pages.Sent sent) {
        List<Sheet.Paragraph> said = new ArrayList<>();
        said.add(what(page));
        if (page instanceof Page.Waiting waiting) {
            if (waiting.why() == Page.Waiting.Why.HIGHER_ROLES_FIRST) {
                said.add(own("waiting.higher"));
            }
            said.add(own(waiting.where().equals(Destination.HOME) ? "waiting.then.home" : "waiting.then.page"));
        }
        if (sent == Pages.Sent.LOST_FORM) {
            said.add(own("lost"));
        }
        return said;
    }

    private Sheet.Paragraph what(Page page) {
        String key = page.key();
        if (page instanceof Page.Refused refused && !refused.message().isEmpty()) {
            return rule(refused.message());
        }
        if (page instanceof Page.UpstreamFailed failed) {
            return own(key + "." + failed.fault().name());
        }
        return own(key + ".what");
    }

    private Sheet.Paragraph own(String key) {
        return new Sheet.Paragraph(null, texts.text(key));
    }

    /** The académie's sentence, marked with its language where it is not the page's (WCAG 3.1.2). */
    private Sheet.Paragraph rule(LocalText message) {
        String code = texts.language().code();
        String other = texts.language().other().code();
        Map<String, String> known = message.byLanguage();
        boolean foreign = !known.containsKey(code) && !known.containsKey("") && known.containsKey(other);
        return new Sheet.Paragraph(
                foreign ? other : null, message.in(texts.language().locale()));
    }

    private Sheet.@Nullable Panel panel(Page page, Pages.Setting setting) {
        if (page instanceof Page.Waiting waiting) {
            return new Sheet.Panel(ahead(waiting.ahead()), since(waiting, setting), live(waiting, waiting.estimate()));
        }
        if (page instanceof Page.Quiet quiet) {
            return new Sheet.Panel(texts.text("quiet.kept"), since(quiet, setting), live(quiet, null));
        }
        if (page instanceof Page.Refused refused) {
            Instant at = refused.reopensAt();
            return new Sheet.Panel(
                    at == null
                            ? texts.text("closed.panel")
                            : moments.reopening(setting.local(setting.now()), setting.local(at)),
                    List.of(),
                    null);
        }
        if (page instanceof Page.Later later) {
            String again = texts.text("again", Map.of("soon", moments.soon(later.retryAfter())));
            return new Sheet.Panel(again, List.of(), null);
        }
        return null;
    }

    private List<String> since(Page.InLine page, Pages.Setting setting) {
        return List.of(texts.text("since", Map.of("hour", moments.hour(setting.local(page.since())))));
    }

    private String ahead(long people) {
        String number =
                NumberFormat.getIntegerInstance(texts.language().locale()).format(people);
        return texts.text(people == 0 ? "ahead.zero" : people == 1 ? "ahead.one" : "ahead.many", Map.of("n", number));
    }

    private Sheet.Live live(Page page, @Nullable Duration estimate) {
        String said = estimate == null
                ? texts.text("estimate.unknown")
                : texts.text("estimate.known", Map.of("range", ranges.of(estimate)));
        return new Sheet.Live(
                said,
                page instanceof Page.Waiting,
                texts.text("ahead.zero"),
                texts.text("ahead.one"),
                texts.text("ahead.many"),
                texts.text("estimate.known"),
                texts.text("estimate.unknown"),
                ranges.forScript(),
                texts.text("live.checked"),
                texts.text("live.trouble"),
                texts.text("live.admitted"),
                texts.text("live.automatic"),
                texts.text("live.pause"),
                texts.text("live.resume"));
    }

    private Sheet.@Nullable Advice advice(String key, String kind) {
        List<String> items = texts.list(key + "." + kind);
        return items.isEmpty() ? null : new Sheet.Advice(kind, texts.text(kind), items);
    }

    private Sheet.@Nullable Aside aside(Page page, String key) {
        if (page instanceof Page.ServiceFull full) {
            return full.service().equals(Destination.HOME)
                    ? null
                    : new Sheet.Aside(texts.text(key + ".back"), full.service().path(), texts.text(key + ".again"));
        }
        return texts.has(key + ".account")
                ? new Sheet.Aside(texts.text(key + ".account"), LEAVE, texts.text("account.leave"))
                : null;
    }
}

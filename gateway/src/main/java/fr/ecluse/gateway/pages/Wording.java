package fr.ecluse.gateway.pages;

import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.Role;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the facts of a page into the words of one language. Immutable. */
final class Wording {

    private static final String LEAVE = "/.ecluse/logout";

    private static final Pattern ADDRESS = Pattern.compile("(https?://|mailto:|tel:)");

    /** Who writes a sentence without saying its language writes it for a French school. */
    private static final String UNSAID = Language.FRENCH.code();

    private final Texts texts;
    private final Moments moments;
    private final Ranges ranges;

    Wording(Texts texts) {
        this.texts = texts;
        this.moments = new Moments(texts);
        this.ranges = new Ranges(texts);
    }

    Texts texts() {
        return texts;
    }

    /** The label of the switch between languages. */
    String languages() {
        return texts.text("language");
    }

    Sheet sheet(Page page, Pages.Setting setting) {
        return sheet(page, setting, panel(page, setting));
    }

    /** As it stands folded under another one: nothing moves in it. */
    Sheet folded(Page page, Pages.Setting setting) {
        Sheet.Panel panel = panel(page, setting);
        if (panel == null || panel.live() == null) {
            return sheet(page, setting, panel);
        }
        List<String> small = new ArrayList<>(panel.small());
        small.add(0, panel.live().estimate());
        return sheet(page, setting, new Sheet.Panel(panel.big(), small, null));
    }

    private Sheet sheet(Page page, Pages.Setting setting, Sheet.@Nullable Panel panel) {
        String key = page.key();
        return new Sheet(
                texts.language().tag(),
                texts.language().rightToLeft() ? "rtl" : "ltr",
                texts.text("name"),
                texts.text("skip"),
                texts.text(key + ".title"),
                texts.text(key + ".heading"),
                paragraphs(page, setting),
                page instanceof Page.InLine ? notice(setting.notice()) : null,
                panel,
                texts.text(key + ".action"),
                page instanceof Page.Refused ? "go plain" : "go",
                page instanceof Page.LoginInFrame ? "_top" : null,
                advice(key, "do"),
                advice(key, "not"),
                aside(page, key),
                moments.stamp(setting.local(setting.now())),
                texts.text("cookies"));
    }

    private List<Sheet.Paragraph> paragraphs(Page page, Pages.Setting setting) {
        List<Sheet.Paragraph> said = new ArrayList<>();
        if (setting.sent() == Pages.Sent.LOST_FORM) {
            said.add(own("lost"));
        }
        if (page instanceof Page.Refused refused && !refused.message().isEmpty()) {
            Sheet.Paragraph rule = foreign(refused.message());
            if (rule.lang() != null) {
                said.add(own("refused.what")); // the reader may not read the other
            }
            said.add(rule);
        } else if (page instanceof Page.UpstreamFailed failed) {
            said.add(own("upstreamFailed." + failed.fault().name()));
        } else {
            said.add(own(page.key() + ".what"));
        }
        if (page instanceof Page.Waiting waiting) {
            said.add(own(waiting.where().equals(Destination.HOME) ? "waiting.then.home" : "waiting.then.page"));
        }
        if (page instanceof Page.InLine inLine && !inLine.first().roles().isEmpty()) {
            said.add(new Sheet.Paragraph(null, first(inLine.first(), setting)));
        }
        return said;
    }

    /** Where help is: an address as a link, anything else as it is. */
    Sheet.@Nullable Help help(@Nullable String help) {
        if (help == null) {
            return null;
        }
        boolean address = ADDRESS.matcher(help).lookingAt();
        String shown = ADDRESS.matcher(help).replaceFirst("");
        return new Sheet.Help(texts.text("help"), address ? help : null, shown, UNSAID);
    }

    private Sheet.Paragraph own(String key) {
        return new Sheet.Paragraph(null, texts.text(key));
    }

    /** Who comes in before, and until when if the rules say so; names that only the policy knows stay there. */
    private String first(Page.First first, Pages.Setting setting) {
        List<String> names = new ArrayList<>();
        for (Role role : first.roles()) {
            String key = "role." + role.name();
            if (!texts.has(key)) {
                return texts.text("first.some");
            }
            names.add(texts.text(key));
        }
        String roles = names.get(names.size() - 1);
        if (names.size() > 1) {
            String most = String.join(texts.text("list.comma"), names.subList(0, names.size() - 1));
            roles = texts.text("list.last", Map.of("most", most, "last", roles));
        }
        ZonedDateTime now = setting.local(setting.now());
        ZonedDateTime until = first.until() == null ? null : setting.local(first.until());
        return capital(
                until == null || !until.toLocalDate().equals(now.toLocalDate())
                        ? texts.text("first.roles", Map.of("roles", roles))
                        : texts.text("first.until", Map.of("roles", roles, "hour", moments.hour(until))));
    }

    private String capital(String sentence) {
        int second = sentence.offsetByCodePoints(0, 1);
        return sentence.substring(0, second).toUpperCase(texts.language().locale()) + sentence.substring(second);
    }

    /** The académie's or the operator's sentence, marked with its language where it is not the page's (WCAG 3.1.2). */
    private Sheet.Paragraph foreign(LocalText text) {
        String code = texts.language().code();
        String said = text.in(texts.language().locale());
        Map<String, String> known = text.byLanguage();
        if (known.containsKey(code)) {
            return new Sheet.Paragraph(null, said);
        }
        String language = known.containsKey(LocalText.ANY_LANGUAGE)
                ? UNSAID
                : known.keySet().stream()
                        .filter(each -> said.equals(known.get(each)))
                        .findFirst()
                        .orElse(UNSAID);
        return new Sheet.Paragraph(language.equals(code) ? null : language, said);
    }

    private Sheet.Notice notice(LocalText text) {
        return new Sheet.Notice(text.isEmpty() ? null : foreign(text));
    }

    private Sheet.@Nullable Panel panel(Page page, Pages.Setting setting) {
        if (page instanceof Page.Waiting waiting) {
            return new Sheet.Panel(ahead(waiting.ahead()), since(waiting, setting), live(waiting.estimate()));
        }
        if (page instanceof Page.Held held) {
            return new Sheet.Panel(ahead(held.ahead()), since(held, setting), live(null));
        }
        if (page instanceof Page.Quiet quiet) {
            return new Sheet.Panel(texts.text("quiet.kept"), since(quiet, setting), null);
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
        return people == 0 ? texts.text("ahead.zero") : texts.counted("ahead", people);
    }

    private Sheet.Live live(Page.@Nullable Estimate estimate) {
        String said = estimate == null ? texts.text("estimate.unknown") : known(estimate);
        List<Sheet.Named> cases = new ArrayList<>();
        texts.forms("ahead").forEach((form, text) -> cases.add(new Sheet.Named(form, text)));
        cases.add(new Sheet.Named("estimated", texts.text("estimate.known")));
        cases.add(new Sheet.Named("unknown", texts.text("estimate.unknown")));
        cases.add(new Sheet.Named("waits", ranges.forScript()));
        for (String name : List.of("moment", "under", "between", "over")) {
            cases.add(new Sheet.Named(name, texts.text("range." + name)));
        }
        for (String name : List.of("checked", "trouble", "near", "admitted")) {
            cases.add(new Sheet.Named(name, texts.text("live." + name)));
        }
        return new Sheet.Live(
                said, cases, texts.text("live.automatic"), texts.text("live.pause"), texts.text("live.resume"));
    }

    private String known(Page.Estimate estimate) {
        String said = texts.text("estimate.known", Map.of("range", ranges.of(estimate)));
        return estimate.slower() == null ? said : said + " " + texts.slower(estimate.slower());
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
        boolean known = page instanceof Page.InLine || page instanceof Page.Refused;
        return known ? new Sheet.Aside(texts.text("account.question"), LEAVE, texts.text("account.leave")) : null;
    }
}

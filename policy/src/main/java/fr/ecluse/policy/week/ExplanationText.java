package fr.ecluse.policy.week;

import fr.ecluse.policy.OpenSessions;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An explanation in sentences, for a terminal. */
public final class ExplanationText {

    private final Words words;
    private final Phrases phrases;
    private final Moments moments;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(Words words, Phrases phrases) {
        this.words = words;
        this.phrases = phrases;
        this.moments = phrases.moments();
    }

    /** Its lines; French for a French locale, else English. */
    public static List<String> of(Explanation explanation, Locale locale) {
        Words words = Words.in(locale);
        Policy policy = explanation.question().policy();
        ExplanationText text = new ExplanationText(words, Phrases.of(words, policy.timeZone()));
        text.question(explanation);
        text.answer(explanation.now());
        text.until(explanation.now());
        if (explanation.next() != null) {
            text.next(explanation.next());
        }
        return text.lines;
    }

    private void question(Explanation explanation) {
        Explanation.Question question = explanation.question();
        Policy policy = question.policy();
        say("explain.question", question.role(), moments.say(question.at()), policy.timeZone(), policy.ent());
        if (explanation.day().kind() == Day.Kind.SCHOOL_DAY
                && !explanation.day().guessed()) {
            say(
                    "day.school-day",
                    policy.schoolCalendar().territory().orElseThrow().name());
        }
        lines.addAll(phrases.about(explanation.day()));
        if (explanation.day().guessed()) {
            say("day.guessed");
        }
        if (question.service() != null) {
            lines.add(phrases.onService(policy, question.service()));
        }
        lines.add("");
    }

    private void next(Answer next) {
        lines.add("");
        say("explain.then", moments.say(next.at()));
        answer(next);
        until(next);
    }

    private void answer(Answer answer) {
        Rule rule = answer.rule();
        if (answer.since() != null && rule != null) {
            refusal(answer, rule, answer.since());
        } else {
            say("explain.admitted");
            if (rule == null) {
                say("explain.no-rule");
            } else {
                source(answer, rule);
            }
        }
    }

    private void refusal(Answer answer, Rule rule, Instant since) {
        boolean finish = rule.openSessions() == OpenSessions.FINISH;
        say(finish ? "explain.refused-to-newcomers" : "explain.refused", moments.say(since));
        source(answer, rule);
        say("explain.message", rule.message(words.locale()));
        Instant reopensAt = answer.reopensAt();
        if (reopensAt == null) {
            say("explain.no-reopening");
        } else {
            say("explain.reopens", moments.say(reopensAt), moments.iso(reopensAt));
        }
    }

    private void source(Answer answer, Rule rule) {
        say("explain.rule", phrases.source(rule));
        say("explain.window", phrases.window(rule.window()));
        Window.Occurrence window = answer.window();
        if (window != null && !window.end().equals(answer.until())) {
            say("explain.this-time", moments.say(window.start()), moments.say(window.end()));
        }
    }

    private void until(Answer answer) {
        if (answer.until().equals(Instant.MAX)) {
            say("explain.for-ever");
        } else {
            say(
                    answer.changes() ? "explain.until" : "explain.at-least-until",
                    moments.say(answer.until()),
                    moments.iso(answer.until()));
        }
    }

    private void say(String key, @Nullable Object... arguments) {
        lines.add(words.say(key, arguments));
    }
}

package fr.ecluse.gateway.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pupil of the crowd, as an app that behaves: it keeps its place in the waiting room and never asks before it is
 * told to. Thread-safe.
 */
final class CrowdPupil {

    private static final int MOST_DISAPPOINTMENTS = 20;
    private static final int DEFAULT_POLL_SECONDS = 5;

    private final String token;

    private State state = State.COMING;
    private int pagesLeft;
    private int disappointments;
    private String place = "";
    private Duration nextPoll = Duration.ofSeconds(DEFAULT_POLL_SECONDS);

    private enum State {
        COMING,
        WAITING,
        SEATED
    }

    /** What a poll comes to. */
    enum Heard {
        WAIT,
        ENTER,
        GIVE_UP
    }

    /** @param pages how many to see before leaving */
    CrowdPupil(String token, int pages) {
        this.token = token;
        this.pagesLeft = pages;
    }

    synchronized void introduces(HttpRequest.Builder request) {
        request.header("Authorization", "Bearer " + token);
        if (!place.isEmpty()) {
            request.header("Ecluse-Place", place);
        }
    }

    synchronized void seesAPage() {
        state = State.SEATED;
        place = "";
        pagesLeft--;
    }

    synchronized void hurry() {
        pagesLeft = 0;
    }

    synchronized boolean hasSeenEnough() {
        return pagesLeft <= 0;
    }

    /** Whether the answer gives a place in the waiting room. */
    synchronized boolean isToldToWait(HttpResponse<String> answer) {
        state = State.WAITING;
        boolean waiting = answer.headers()
                .firstValue("Ecluse-Decision")
                .filter("waiting"::equals)
                .isPresent();
        answer.headers().firstValue("Ecluse-Place").ifPresent(given -> place = given);
        remember(read(answer).get("nextPollSeconds"), answer);
        return waiting && !place.isEmpty();
    }

    synchronized Heard hears(HttpResponse<String> answer) {
        Map<String, Object> said = read(answer);
        remember(said.get("nextPollSeconds"), answer);
        Object word = said.get("state");
        if (word == null) {
            return isDiscouraged() ? Heard.GIVE_UP : Heard.WAIT;
        }
        return switch (word.toString()) {
            case "waiting" -> Heard.WAIT;
            case "refused" -> Heard.GIVE_UP;
            // admitted: the seat is taken; login: the token logs in; gone: a new place is needed
            default -> Heard.ENTER;
        };
    }

    /** Counts one disappointment that no waiting room explains. */
    synchronized boolean isDiscouraged() {
        return ++disappointments > MOST_DISAPPOINTMENTS;
    }

    synchronized Duration nextPoll() {
        return nextPoll;
    }

    synchronized boolean isComing() {
        return state == State.COMING;
    }

    synchronized boolean isWaiting() {
        return state == State.WAITING;
    }

    synchronized boolean isSeated() {
        return state == State.SEATED;
    }

    private void remember(@Nullable Object told, HttpResponse<String> answer) {
        long seconds = told instanceof Number number
                ? number.longValue()
                : answer.headers().firstValue("Retry-After").filter(text -> text.matches("[0-9]{1,4}")).stream()
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElse(DEFAULT_POLL_SECONDS);
        nextPoll = Duration.ofSeconds(Math.max(1, seconds));
    }

    private static Map<String, Object> read(HttpResponse<String> answer) {
        try {
            return JSONObjectUtils.parse(answer.body());
        } catch (ParseException page) {
            return Map.of();
        }
    }
}

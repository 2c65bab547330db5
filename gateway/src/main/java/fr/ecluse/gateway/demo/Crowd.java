package fr.ecluse.gateway.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Simulated pupils who go through the gateway as an app of the portal would: with a bearer token, asking again when they
 * are told to, a few pages, and a goodbye that gives the seat back.
 *
 * <p>They show the waiting room; they measure nothing. At most {@link #MOST} are present, all of them together send no
 * more than one request each {@link Tempo#request()}, on one daemon thread. Thread-safe.
 */
final class Crowd implements AutoCloseable {

    static final int MOST = 200;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI gateway;
    private final DemoTokens tokens;
    private final Tempo tempo;
    private final int wave;
    private final Random random = new Random();
    private final ScheduledExecutorService thread;
    private final HttpClient http;
    private final List<CrowdPupil> present = new ArrayList<>();

    private int came;
    private long nextArrivalNanos = System.nanoTime();
    private long nextRequestNanos = System.nanoTime();

    /**
     * How fast they are.
     *
     * @param arrival between two arrivals
     * @param visit between two pages of one pupil
     * @param request between any two requests
     */
    record Tempo(Duration arrival, Duration visit, Duration request) {

        static final Tempo OF_THE_DEMO =
                new Tempo(Duration.ofMillis(300), Duration.ofSeconds(3), Duration.ofMillis(100));
    }

    /** How many are where. */
    record Numbers(int coming, int waiting, int seated, int left) {}

    /** @param wave how many come each time, 1 to {@link #MOST} */
    Crowd(URI gateway, DemoTokens tokens, Tempo tempo, int wave) {
        this.gateway = gateway;
        this.tokens = tokens;
        this.tempo = tempo;
        this.wave = wave;
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, task -> {
            Thread daemon = new Thread(task, "demo-crowd");
            daemon.setDaemon(true);
            return daemon;
        });
        one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.thread = one;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .executor(one)
                .build();
    }

    int wave() {
        return wave;
    }

    /** Brings one more wave, as far as there is room; answers how many are coming. */
    synchronized int gather() {
        int more = Math.min(wave, MOST - present.size());
        long now = System.nanoTime();
        for (int i = 0; i < more; i++) {
            DemoPerson person = DemoPerson.ofTheCrowd(++came);
            CrowdPupil pupil = new CrowdPupil(tokens.access(person), 2 + random.nextInt(4));
            present.add(pupil);
            nextArrivalNanos = Math.max(now, nextArrivalNanos + tempo.arrival().toNanos());
            after(Duration.ofNanos(nextArrivalNanos - now), () -> visit(pupil));
        }
        return more;
    }

    /** Everybody goes home at the next step: who is inside says goodbye, the others just stop. */
    synchronized void disperse() {
        present.removeIf(pupil -> !pupil.isSeated());
        present.forEach(CrowdPupil::hurry);
    }

    synchronized Numbers numbers() {
        int coming = 0;
        int waiting = 0;
        for (CrowdPupil pupil : present) {
            coming += pupil.isComing() ? 1 : 0;
            waiting += pupil.isWaiting() ? 1 : 0;
        }
        return new Numbers(coming, waiting, present.size() - coming - waiting, came - present.size());
    }

    private void visit(CrowdPupil pupil) {
        boolean goodbye = pupil.isSeated() && pupil.hasSeenEnough();
        send(pupil, goodbye ? "/quitter" : "/" + anySection(), answer -> {
            if (answer.statusCode() != 200) {
                wait(pupil, answer);
            } else if (goodbye) {
                leave(pupil);
            } else {
                pupil.seesAPage();
                after(tempo.visit(), () -> visit(pupil));
            }
        });
    }

    private String anySection() {
        return PortalLayout.SECTIONS.get(random.nextInt(PortalLayout.SECTIONS.size()));
    }

    /** Not now: the gateway says when to ask again, and where. */
    private void wait(CrowdPupil pupil, HttpResponse<String> answer) {
        if (pupil.isToldToWait(answer)) {
            after(pupil.nextPoll(), () -> poll(pupil));
        } else if (pupil.isDiscouraged()) {
            leave(pupil);
        } else {
            after(pupil.nextPoll(), () -> visit(pupil));
        }
    }

    private void poll(CrowdPupil pupil) {
        send(pupil, "/.ecluse/place", answer -> {
            switch (pupil.hears(answer)) {
                case WAIT -> after(pupil.nextPoll(), () -> poll(pupil));
                case ENTER -> visit(pupil);
                case GIVE_UP -> leave(pupil);
            }
        });
    }

    private synchronized void leave(CrowdPupil pupil) {
        present.remove(pupil);
    }

    private void send(CrowdPupil pupil, String path, Consumer<HttpResponse<String>> then) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json");
        pupil.introduces(request);
        after(
                nextSlot(),
                () -> http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                        .whenComplete((answer, failure) -> {
                            if (!isPresent(pupil)) {
                                return;
                            }
                            if (failure == null) {
                                then.accept(answer);
                            } else if (pupil.isDiscouraged()) {
                                leave(pupil);
                            } else {
                                after(tempo.visit(), () -> visit(pupil));
                            }
                        }));
    }

    private synchronized Duration nextSlot() {
        long now = System.nanoTime();
        long slot = Math.max(now, nextRequestNanos);
        nextRequestNanos = slot + tempo.request().toNanos();
        return Duration.ofNanos(slot - now);
    }

    private synchronized boolean isPresent(CrowdPupil pupil) {
        return present.contains(pupil);
    }

    private void after(Duration delay, Runnable step) {
        try {
            var unused = thread.schedule(step, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // the demo ends, and the crowd with it
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

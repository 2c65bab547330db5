package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.console.Live;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Two minutes past eight on the worst day, as the console shows it: two hours in which pupils came, a ceiling that was raised at
 * twenty to eight, a portal that felt it, and people who wait. Times pass only when a test says so.
 */
final class Storm implements AutoCloseable {

    static final String POLICY = """
            version: 1
            ent: Mon ENT Auvergne-Rhône-Alpes
            school-calendar: lyon
            priority:
              - {role: eleve,      admitted-below: 100%}
              - {role: enseignant, admitted-below: 100%}
              - {role: personnel,  admitted-below: 95%}
              - {role: parent,     admitted-below: 80%}
              - {role: autre,      admitted-below: 50%}
            ceiling: {sessions: 52000, at-least: 10000, at-most: 144000}
            rules:
              - name: parents-journee
                roles: [parent]
                days: school-days
                from: "08:00"
                to: "18:00"
                effect: refuse
                message: {fr: "Les parents sont accueillis de 18 h à 8 h.", en: "Parents are welcome from 18:00 to 8:00."}
              - name: autres-matin
                roles: [autre]
                days: weekdays
                from: "07:30"
                to: "10:00"
                effect: refuse
                open-sessions: finish
                message: {fr: "Revenez à partir de 10 h.", en: "Please come back from 10:00."}
            """;

    private static final String FIRST = "2026-11-24T06:02:00+01:00";
    private static final int POINTS = 720;
    private static final int RAISED = 588;
    private static final int OPENS = 300;
    private static final int BEFORE = 40_000;

    final ServedApi api;
    private int step;

    Storm(Path folder) throws IOException {
        api = new ServedApi(folder, POLICY);
        api.clock.set(FIRST);
        api.ent.census = this::census;
        while (step < POINTS) {
            point();
        }
    }

    /** Ten seconds go by. */
    void point() {
        answers();
        api.ent.refusals = Map.of(
                "parents-journee", 4L * Math.max(0, step - 708), "autres-matin", step > 528 ? 3L * (step - 528) : 0);
        double pace = came(step + 1) - came(step);
        api.ent.rates = new Live.Rates(
                40 + total(step) / 90.0 + pace,
                step > 640 ? (step - 640) * 1.7 : 0,
                step > 528 ? 1.2 + step % 7 / 5.0 : 0);
        api.ent.wait = Duration.ofSeconds(60 + Math.max(0, waiting(step) / 12));
        for (int beat = 0; beat < 5; beat++) {
            api.live.beat();
        }
        step++;
        api.clock.advance(Live.STEP);
    }

    private void answers() {
        double load = total(step) / (double) BEFORE;
        for (int i = 0; i < 40; i++) {
            double spread = 1 + i * i / 160.0;
            long portal = (long) (90 * spread * (0.6 + load * load) + step % 5 * 6);
            api.portal.answered(
                    "portail",
                    step > RAISED && i == 39 && step % 3 == 0 ? 502 : 200,
                    TimeUnit.MILLISECONDS.toNanos(portal));
            api.portal.answered("messagerie", 200, TimeUnit.MILLISECONDS.toNanos((long) (35 * spread)));
        }
    }

    private static double came(int step) {
        double t = (step - OPENS) / 70.0;
        return 64_000 / (1 + Math.exp(-t + 2.6)) + step * 6;
    }

    private int ceiling() {
        return step < RAISED ? BEFORE : api.ceiling();
    }

    private long total(int at) {
        return Math.min((long) came(at), at < RAISED ? BEFORE : Math.min(52_000, BEFORE + (at - RAISED) * 400L));
    }

    private long waiting(int at) {
        long beyond = (long) came(at) - total(at);
        return Math.max(0, beyond > 0 ? beyond / 5 : 0);
    }

    private Census census() {
        long total = total(step);
        Map<Role, Long> seats = new LinkedHashMap<>();
        seats.put(new Role("eleve"), total * 74 / 100);
        seats.put(new Role("enseignant"), total * 13 / 100);
        seats.put(new Role("personnel"), total * 4 / 100);
        seats.put(new Role("parent"), total * 8 / 100);
        seats.put(new Role("autre"), total - total * 99 / 100);
        long now = api.clock.millis();
        long waiting = waiting(step);
        List<Census.Lane> lanes = new ArrayList<>();
        lanes.add(lane("eleve", waiting * 78 / 100, now, 252, 100));
        lanes.add(lane("enseignant", waiting * 14 / 100, now, 190, 100));
        lanes.add(lane("personnel", waiting * 8 / 100, now, 640, 95));
        CeilingState inForce = api.census().ceiling();
        return new Census(
                now,
                seats,
                new CeilingState(
                        ceiling(),
                        inForce.atLeast(),
                        inForce.atMost(),
                        inForce.source(),
                        inForce.version(),
                        inForce.endsIn()),
                lanes,
                0,
                List.of(),
                api.census().orders(),
                List.of());
    }

    private static Census.Lane lane(String role, long waiting, long now, int firstSeconds, int below) {
        List<Census.Mark> line = waiting == 0
                ? List.of()
                : List.of(
                        new Census.Mark(0, now - TimeUnit.SECONDS.toMillis(firstSeconds)),
                        new Census.Mark(waiting - 1, now));
        return new Census.Lane(new Role(role), 0, waiting, 0, true, line, below);
    }

    @Override
    public void close() {
        api.close();
    }
}

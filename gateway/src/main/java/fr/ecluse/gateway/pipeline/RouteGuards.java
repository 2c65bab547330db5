package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.protection.UpstreamGuard;
import fr.ecluse.gateway.upstream.AnswerListener;
import fr.ecluse.gateway.upstream.PortalGuard;
import fr.ecluse.gateway.upstream.PortalOverloadedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.springframework.cloud.gateway.route.Route;

/**
 * A guard for each service, which its routes share, and for each route that belongs to none; and another for strangers, with a
 * quarter of the places, as they have a quarter of the connections.
 */
final class RouteGuards implements PortalGuard {

    /** The key in a route's metadata that says how many may wait for its answer. */
    static final String AT_ONCE = "at-once";

    private static final int STRANGERS = 4;

    private final int atOnce;
    private final BiFunction<String, Integer, UpstreamGuard> guards;
    private final List<AnswerListener> listeners;
    private final Map<String, Door> known = new ConcurrentHashMap<>();
    private final Map<String, Door> strangers = new ConcurrentHashMap<>();
    private final Map<String, UpstreamGuard> byName = new ConcurrentHashMap<>();

    /**
     * @param atOnce where a route does not say otherwise
     * @param guards makes one of that name for so many at once
     * @param listeners hear of the answers
     */
    RouteGuards(int atOnce, BiFunction<String, Integer, UpstreamGuard> guards, List<AnswerListener> listeners) {
        this.atOnce = atOnce;
        this.guards = guards;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public Passage enter(Route route, Who who) {
        Map<String, Door> byRoute = who == Who.KNOWN ? known : strangers;
        Door met = byRoute.get(route.getId());
        Door door = met != null ? met : byRoute.computeIfAbsent(route.getId(), id -> of(route, who));
        Duration retryAfter = door.guard.enter();
        if (retryAfter != null) {
            throw new PortalOverloadedException(retryAfter);
        }
        return new Entered(door, listeners);
    }

    private Door of(Route route, Who who) {
        String service = RouteFacts.of(route.getMetadata()).service();
        Object own = route.getMetadata().get(AT_ONCE);
        int places = own == null ? atOnce : Integer.parseInt(own.toString());
        String name = service == null ? route.getId() : service;
        UpstreamGuard guard = who == Who.KNOWN
                ? byName.computeIfAbsent(name, made -> guards.apply(made, places))
                : byName.computeIfAbsent(
                        name + "/strangers", made -> guards.apply(made, Math.max(1, places / STRANGERS)));
        listeners.forEach(each -> each.serves(name));
        return new Door(name, guard);
    }

    /** @param service what the guard is of, whoever it is for */
    private record Door(String service, UpstreamGuard guard) {}

    /** A body may be sent on one thread while the answer comes on another. */
    private static final class Entered implements Passage {

        private final Door door;
        private final List<AnswerListener> listeners;
        private long enteredNanos = System.nanoTime();
        private boolean inside = true;
        private boolean over;

        Entered(Door door, List<AnswerListener> listeners) {
            this.door = door;
            this.listeners = listeners;
        }

        @Override
        public synchronized void uploading() {
            leave();
        }

        @Override
        public synchronized void uploaded() {
            if (!over) {
                enteredNanos = System.nanoTime();
                inside = door.guard.returned();
            }
        }

        @Override
        public synchronized void answered(int status) {
            if (ends()) {
                long tookNanos = System.nanoTime() - enteredNanos;
                door.guard.answered(tookNanos);
                listeners.forEach(each -> each.answered(door.service, status, tookNanos));
            }
        }

        @Override
        public synchronized void failed(Throwable why) {
            if (ends()) {
                long tookNanos = System.nanoTime() - enteredNanos;
                door.guard.failed(tookNanos, why);
                listeners.forEach(each -> each.failed(door.service, tookNanos));
            }
        }

        @Override
        public synchronized Duration crowdedOut() {
            ends();
            return door.guard.crowdedOut();
        }

        @Override
        public synchronized void left() {
            if (ends()) {
                door.guard.gaveUp();
            }
        }

        private boolean ends() {
            if (over) {
                return false;
            }
            over = true;
            leave();
            return true;
        }

        private void leave() {
            if (inside) {
                inside = false;
                door.guard.leave();
            }
        }
    }
}

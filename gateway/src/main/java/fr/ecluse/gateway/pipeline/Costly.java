package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.protection.RouteThrottle;
import fr.ecluse.gateway.settings.Network;
import fr.ecluse.gateway.settings.RouteLimit;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Keeps to the limits of routes that are rare and costly ({@code metadata.throttle}): of each person who is known, wherever
 * they come from, and of each address of those who are not. Other routes cost nothing.
 */
final class Costly implements Stage {

    private final RouteThrottle throttle;
    private final List<Network> schools;
    private final IntSupplier schoolFactor;
    private final Function<String[], String> named;

    /**
     * @param schoolFactor how many times as much a school's network may ask for
     * @param named a keyed hash: what nodes share names no address
     */
    Costly(RouteThrottle throttle, List<Network> schools, IntSupplier schoolFactor, Function<String[], String> named) {
        this.throttle = throttle;
        this.schools = List.copyOf(schools);
        this.schoolFactor = schoolFactor;
        this.named = named;
    }

    @Override
    public Step take(Visit visit) {
        Visit.Limited limited = visit.limited();
        if (limited == null) {
            return Step.NEXT;
        }
        RouteLimit limit = limit(visit, limited.limit());
        String client = named.apply(new String[] {"throttle", limited.route(), limit.toString(), client(visit)});
        Duration wait = throttle.here(client, limit);
        if (wait != null) {
            return tooOften(wait);
        }
        return throttle.isShared()
                ? new Step.Later(
                        throttle.everywhere(client, limit).map(Costly::tooOften).defaultIfEmpty(Step.NEXT))
                : Step.NEXT;
    }

    private RouteLimit limit(Visit visit, RouteLimit limit) {
        InetAddress client = visit.origin().client();
        return visit.person() == null && schools.stream().anyMatch(network -> network.contains(client))
                ? limit.times(schoolFactor.getAsInt())
                : limit;
    }

    private static String client(Visit visit) {
        return visit.person() != null
                ? visit.person().id().toString()
                : household(visit.origin().client().getAddress());
    }

    /** An IPv4 address, or the /64 of an IPv6 one: that is what one household is given. */
    private static String household(byte[] address) {
        return HexFormat.of().formatHex(address, 0, Math.min(address.length, 8));
    }

    private static Step tooOften(Duration wait) {
        return Step.answer(new Decision.Throttled(wait, Decision.Throttled.Scope.ROUTE));
    }
}

package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of one seat. Reading it allocates nothing.
 *
 * <p>Nanoseconds are those of the node's ticker, compared by difference. Thread-safe.
 */
public final class Seat {

    private static final VarHandle ACTIVE;

    static {
        try {
            ACTIVE = MethodHandles.lookup().findVarHandle(Seat.class, "activeNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Pseudonym person;
    private final long admittedNanos;

    private volatile Role role;
    private volatile long expiresNanos;
    private volatile boolean ended;
    private volatile @Nullable Vouched vouched;

    /** The first of the person's seats of single services; at most as many as the policies of this node ever named. */
    private volatile @Nullable ServiceSeat services;

    /** The last activity that the ledger knows of. */
    private volatile long confirmedNanos;

    /** The last activity. Every request writes it, so without a fence: a flush that misses it finds it the next time. */
    @SuppressWarnings("UnusedVariable") // read through ACTIVE
    private long activeNanos;

    /** A cookie session that the ledger accepted for this person, and some before it. */
    private record Vouched(String session, @Nullable Vouched earlier, int depth) {

        private static final int MOST = 8;

        static Vouched with(String session, @Nullable Vouched earlier) {
            return earlier == null || earlier.depth == MOST
                    ? new Vouched(session, null, 1)
                    : new Vouched(session, earlier, earlier.depth + 1);
        }
    }

    /** @param age since it was taken */
    Seat(Pseudonym person, Role role, Duration age, long activeNanos, long expiresNanos) {
        this.person = person;
        this.role = role;
        this.admittedNanos = activeNanos - age.toNanos();
        this.activeNanos = activeNanos;
        this.confirmedNanos = activeNanos;
        this.expiresNanos = expiresNanos;
    }

    public Pseudonym person() {
        return person;
    }

    /** The most favoured role that the person has shown; a claim of a more favoured one moves the seat. */
    public Role role() {
        return role;
    }

    /** By the ticker: a wall clock that is corrected changes nobody's age. */
    Duration age(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nowNanos - admittedNanos));
    }

    void touch(long nowNanos) {
        ACTIVE.setOpaque(this, nowNanos);
    }

    long activeNanos() {
        return (long) ACTIVE.getOpaque(this);
    }

    /** Whether there was activity that the ledger has not heard of. */
    boolean isUnflushed() {
        return activeNanos() - confirmedNanos > 0;
    }

    /** How long the ledger's last word on this seat still holds; zero or less: no longer, or the seat was freed. */
    long remainingNanos(long nowNanos) {
        return ended ? 0 : expiresNanos - nowNanos;
    }

    /** The ledger knows this activity now and keeps the seat until then. Answers may come out of order. */
    synchronized void confirm(long activeNanos, long expiresNanos) {
        if (activeNanos - confirmedNanos > 0) {
            confirmedNanos = activeNanos;
        }
        extend(expiresNanos);
    }

    /** The ledger keeps the seat until then, and has yet to hear of what was done there. */
    synchronized void extend(long expiresNanos) {
        if (expiresNanos - this.expiresNanos > 0) {
            this.expiresNanos = expiresNanos;
        }
    }

    void moveTo(Role moreFavoured) {
        role = moreFavoured;
    }

    void end() {
        ended = true;
    }

    @Nullable
    ServiceSeat services() {
        return services;
    }

    @Nullable
    ServiceSeat service(String service) {
        for (ServiceSeat known = services; known != null; known = known.next()) {
            if (known.service().equals(service)) {
                return known;
            }
        }
        return null;
    }

    /** The person's seat of the service, not granted yet if it is new. */
    synchronized ServiceSeat serve(String service, long nowNanos) {
        ServiceSeat known = service(service);
        if (known == null) {
            known = new ServiceSeat(this, service, services, nowNanos);
            services = known;
        }
        return known;
    }

    boolean vouchesFor(String session) {
        for (Vouched known = vouched; known != null; known = known.earlier) {
            if (known.session.equals(session)) {
                return true;
            }
        }
        return false;
    }

    /** The ledger accepted the session. Of two at once one may be lost: it will be asked about again. */
    void vouch(String session) {
        if (!vouchesFor(session)) {
            vouched = Vouched.with(session, vouched);
        }
    }

    void vouchForNone() {
        vouched = null;
    }
}

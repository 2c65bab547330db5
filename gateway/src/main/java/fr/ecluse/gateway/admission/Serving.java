package fr.ecluse.gateway.admission;

import java.time.Duration;

/** The answer to a {@link ServiceClaim}. */
public sealed interface Serving {

    /**
     * The person has a seat of the service.
     *
     * @param remaining until it expires unless renewed
     */
    record Served(Duration remaining) implements Serving {}

    /**
     * The person has a seat of the service, taken just now although every one was taken: only while the operators observe.
     *
     * @param remaining until it expires unless renewed
     */
    record Beyond(Duration remaining) implements Serving {}

    /** Every seat of the service is taken. */
    record Full() implements Serving {}

    /** The person has no seat in the ENT, without which there is none of a service. */
    record NoSeat() implements Serving {}
}

package fr.ecluse.gateway.admission.memory;

/**
 * How much room there is at one instant: the arithmetic of trunk reservation.
 *
 * @param ceiling seats that may be taken at once
 * @param taken seats of everybody
 * @param held seats kept for people called lately who have not come yet
 */
record Room(int ceiling, long taken, long held) {

    /** Whether a role with this threshold, in percent, may take one more seat. */
    boolean below(int percent) {
        return taken * 100 < (long) percent * ceiling;
    }

    /** Whether it may take one more and leave their seats to those who were called. */
    boolean belowWithHeld(int percent) {
        return (taken + held) * 100 < (long) percent * ceiling;
    }

    /** How many more people the calling step may call for this threshold; zero or less: none. */
    long callable(int percent) {
        long limit = ((long) percent * ceiling + 99) / 100;
        return limit - taken - held;
    }

    /** The same room once so many more have been called. */
    Room afterCalling(long people) {
        return new Room(ceiling, taken, held + people);
    }
}

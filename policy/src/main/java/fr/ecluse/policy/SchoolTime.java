package fr.ecluse.policy;

/** Kinds of day that a school calendar tells apart. */
public enum SchoolTime {
    SCHOOL_DAYS,
    HOLIDAYS,
    /** Computed: it is known for every year. */
    PUBLIC_HOLIDAYS;

    /** Whether only the dates of a school year tell this kind of day, so that where they end the weekday decides. */
    public boolean needsDates() {
        return this != PUBLIC_HOLIDAYS;
    }
}

package fr.ecluse.policy;

/** Kinds of day that a school calendar tells apart. */
public enum SchoolTime {
    SCHOOL_DAYS,
    HOLIDAYS,
    PUBLIC_HOLIDAYS
}

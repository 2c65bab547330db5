package fr.ecluse.policy;

/** How much an issue weighs. */
public enum Severity {
    /** The policy can't be used. */
    ERROR,
    /** The policy can be used; its author probably meant something else. */
    WARNING
}

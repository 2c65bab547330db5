package fr.ecluse.policy;

/** What a rule does to the people it matches. */
public enum Effect {
    REFUSE,
    ADMIT
}

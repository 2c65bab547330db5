package fr.ecluse.policy;

/**
 * The share of the ceiling open to a role: a newcomer of it is admitted only while
 * {@code taken × 100 < admittedBelowPercent × ceiling}, seats taken by anybody counted (trunk reservation).
 *
 * @param admittedBelowPercent 0 to 100; 0 closes the role
 */
public record Priority(Role role, int admittedBelowPercent) {}

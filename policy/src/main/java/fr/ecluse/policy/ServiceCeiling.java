package fr.ecluse.policy;

/**
 * How many people may be on one service of the portal at once, whatever room the portal itself has.
 *
 * @param service as the routes and the rules name it
 * @param sessions simultaneous sessions, 1 or more
 */
public record ServiceCeiling(String service, int sessions) {}

package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;

/**
 * Somebody uses a service that has a ceiling of its own.
 *
 * @param idleFor since the person's last activity, zero or more: the seat of the service lasts {@code session.idle} from there
 */
public record ServiceClaim(Pseudonym person, String service, Duration idleFor) {}

package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.keys.Pseudonym;
import java.util.Collection;
import java.util.List;

/**
 * Whom an operator may mean by a name.
 *
 * @param people whoever may have a seat by this name
 * @param sessions by what the ledger may know their cookie sessions, at least one; the first stands for the name in the audit
 */
public record Meant(Collection<Pseudonym> people, List<Pseudonym> sessions) {

    public Meant {
        people = List.copyOf(people);
        sessions = List.copyOf(sessions);
    }
}

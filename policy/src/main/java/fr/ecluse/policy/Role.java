package fr.ecluse.policy;

import java.util.List;

/**
 * Who somebody is to the portal: one word, the same in the policy, in the gateway's settings and on the graphs.
 *
 * <p>Five roles are built in; a policy may name others in its {@code priority}. Roles have no order of their own: which
 * of two is the more favoured is said by {@link Policy#priority()}.
 *
 * @param name the word, of {@code [a-z0-9-]}
 */
public record Role(String name) {

    public static final Role ELEVE = new Role("eleve");
    public static final Role ENSEIGNANT = new Role("enseignant");
    public static final Role PERSONNEL = new Role("personnel");
    public static final Role PARENT = new Role("parent");
    /** Whoever is mapped to none of the others. */
    public static final Role AUTRE = new Role("autre");

    /** The five roles every policy knows, most favoured first when the policy says nothing. */
    public static final List<Role> BUILT_IN = List.of(ELEVE, ENSEIGNANT, PERSONNEL, PARENT, AUTRE);

    @Override
    public String toString() {
        return name;
    }
}

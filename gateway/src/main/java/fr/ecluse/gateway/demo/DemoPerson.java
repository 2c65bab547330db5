package fr.ecluse.gateway.demo;

import java.util.List;
import java.util.Optional;

/**
 * Somebody who may log in to the demo.
 *
 * @param id the subject, as in {@code Ecluse-User}
 * @param name how the person is greeted
 * @param group of the login page: one of {@link #GROUPS}
 * @param profiles values of {@code ENTPersonProfils}, as portals write them
 */
record DemoPerson(String id, String name, String group, List<String> profiles) {

    /** In the order of the login page. */
    static final List<String> GROUPS = List.of("eleves", "enseignants", "personnels", "parents");

    /** In the order of the login page. */
    static final List<DemoPerson> ALL = List.of(
            new DemoPerson("ines", "Inès", "eleves", List.of("National_ELV")),
            new DemoPerson("malo", "Malo", "eleves", List.of("National_ELV")),
            new DemoPerson("jade", "Jade", "eleves", List.of("National_ELV")),
            new DemoPerson("samia", "Samia", "enseignants", List.of("National_ENS")),
            // a teacher who is also a parent: the more favoured role counts
            new DemoPerson("yann", "Yann", "enseignants", List.of("National_TUT", "National_ENS")),
            new DemoPerson("odile", "Odile", "personnels", List.of("National_EVS")),
            new DemoPerson("karim", "Karim", "parents", List.of("National_TUT")),
            new DemoPerson("lucie", "Lucie", "parents", List.of("National_TUT")));

    static Optional<DemoPerson> named(String id) {
        return ALL.stream().filter(person -> person.id.equals(id)).findFirst();
    }

    /** One of the many pupils of the crowd, who have no face on the login page. */
    static DemoPerson ofTheCrowd(int number) {
        return new DemoPerson("foule-" + number, "Élève " + number, "eleves", List.of("National_ELV"));
    }
}

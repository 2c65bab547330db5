package fr.ecluse.gateway.identity;

import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static fr.ecluse.policy.Role.PARENT;
import static fr.ecluse.policy.Role.PERSONNEL;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings.Mapping;
import fr.ecluse.gateway.settings.Settings.Roles;
import fr.ecluse.gateway.settings.Settings.Roles.Preset;
import fr.ecluse.policy.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilesTest {

    private static final Set<String> POLICY =
            Set.of("eleve", "enseignant", "personnel", "parent", "autre", "proviseur", "interne");

    private final Profiles all = profiles(EnumSet.allOf(Preset.class));

    @ParameterizedTest
    @CsvSource({
        "National_ELV, eleve",
        "National_1, eleve",
        "National_TUT, parent",
        "National_2, parent",
        "National_ENS, enseignant",
        "National_DOC, enseignant",
        "National_3, enseignant",
        "National_DIR, personnel",
        "National_4, personnel",
        "National_EVS, personnel",
        "National_5, personnel",
        "National_ETA, personnel",
        "National_6, personnel",
        "National_ACA, personnel",
        "National_7, personnel",
        "National_8, personnel",
        "National_COL, personnel",
        "National_9, personnel",
        "National_elv, eleve",
        "NATIONAL_TUT, parent",
        "national_1, eleve",
        "ENS:0350001A, enseignant",
        "National_ENS:0350001A, enseignant",
        "' National_ELV ', eleve",
    })
    void everyNationalProfileHasItsRole(String profile, String role) {
        assertThat(roles("ENTPersonProfils", profile)).containsExactly(new Role(role));
    }

    @ParameterizedTest
    @CsvSource({"eleve1d, eleve", "eleve2d, eleve", "resp1d, parent", "resp2d, parent", "RESP2D, parent"})
    void everyEduConnectAffiliationHasItsRole(String affiliation, String role) {
        assertThat(roles("FrEduCtPersonAffiliation", affiliation)).containsExactly(new Role(role));
        assertThat(roles("FrEduCtPersonAffiliation", List.of(affiliation))).containsExactly(new Role(role));
    }

    @ParameterizedTest
    @CsvSource({"ELEVE, eleve", "ENSEIGNANT, enseignant", "PERSRELELEVE, parent", "PERSEDUCNAT, personnel"})
    void everyEntcoreTypeHasItsRole(String type, String role) {
        assertThat(roles("type", type)).containsExactly(new Role(role));
    }

    @Test
    void aVecteurIsReadByItsProfileAndMayComeOncePerChild() {
        assertThat(roles("FrEduVecteur", "1|DUPONT|Marie|1234567|0350001A")).containsExactly(PARENT);
        assertThat(roles("FrEduVecteur", "2|DUPONT|Marie|1234567|0350001A")).containsExactly(PARENT);
        assertThat(roles("FrEduVecteur", "3|DUPONT|Paul||0350001A")).containsExactly(ELEVE);
        assertThat(roles("FrEduVecteur", "4|DUPONT|Paul||0350001A")).containsExactly(ELEVE);
        assertThat(roles("FrEduVecteur", "1|DUPONT|Marie|12|0350001A;1|DUPONT|Jean|13|0350002B"))
                .containsExactly(PARENT);
        assertThat(roles("FrEduVecteur", List.of("1|DUPONT|Marie|12|0350001A", "1|DUPONT|Jean|13|0350002B")))
                .containsExactly(PARENT);
        assertThat(roles("FrEduVecteur", "5|DUPONT|Marie|12|0350001A")).isEmpty();
        assertThat(roles("FrEduVecteur", "34|DUPONT|Marie|12|0350001A")).isEmpty();
    }

    @Test
    void severalProfilesAreAllKeptInTheOrderFound() {
        assertThat(roles("ENTPersonProfils", "National_TUT;National_ENS")).containsExactly(PARENT, ENSEIGNANT);
        assertThat(roles("ENTPersonProfils", "National_ENS, National_TUT")).containsExactly(ENSEIGNANT, PARENT);
        assertThat(roles("ENTPersonProfils", List.of("National_TUT", "National_ENS")))
                .containsExactly(PARENT, ENSEIGNANT);
        assertThat(roles("ENTPersonProfils", "[\"National_TUT\",\"National_ENS\"]"))
                .containsExactly(PARENT, ENSEIGNANT);
        assertThat(roles("ENTPersonProfils", "TUT:0350001A;ENS:0350002B")).containsExactly(PARENT, ENSEIGNANT);
        assertThat(roles("ENTPersonProfils", List.of("National_ENS", "National_DOC")))
                .containsExactly(ENSEIGNANT);
    }

    @Test
    void anAttributesNameIsReadInAnyCase() {
        assertThat(roles("entpersonprofils", "National_ELV")).containsExactly(ELEVE);
        assertThat(roles("FREDUCTPERSONAFFILIATION", "resp1d")).containsExactly(PARENT);
    }

    @Test
    void aProfileThatIsNotKnownMapsToNothingAndNeverToAParent() {
        assertThat(roles("ENTPersonProfils", "National_XYZ")).isEmpty();
        assertThat(roles("ENTPersonProfils", "2")).isEmpty();
        assertThat(roles("ENTPersonProfils", "")).isEmpty();
        assertThat(roles("ENTPersonProfils", ";,;")).isEmpty();
        assertThat(roles("type", "SUPERADMIN")).isEmpty();
        assertThat(roles("mail", "National_ELV")).isEmpty();
        assertThat(all.roles(Attributes.of(Map.of("ENTPersonProfils", Map.of("National_ELV", 1)))))
                .isEmpty();
        assertThat(roles("ENTPersonProfils", Arrays.asList(null, "National_ELV")))
                .containsExactly(ELEVE);
    }

    @Test
    void aRoleOfThePolicyMayBeNamedDirectly() {
        assertThat(roles("role", "proviseur")).containsExactly(new Role("proviseur"));
        assertThat(roles("roles", List.of("offline_access", "Enseignant", "parent")))
                .containsExactly(ENSEIGNANT, PARENT);
        assertThat(roles("role", "administrateur")).isEmpty();
    }

    @Test
    void onlyThePresetsOfTheSettingsAreRead() {
        Profiles sdetOnly = profiles(EnumSet.of(Preset.SDET));

        assertThat(sdetOnly.roles(Attributes.of(Map.of("role", "eleve", "type", "ELEVE", "FrEduVecteur", "3|a|b|c|d"))))
                .isEmpty();
        assertThat(sdetOnly.roles(Attributes.of(Map.of("ENTPersonProfils", "National_ELV"))))
                .containsExactly(ELEVE);
    }

    @Test
    void theMapOfTheSettingsCompletesThePresets() {
        Profiles mapped = profiles(
                EnumSet.allOf(Preset.class),
                new Mapping("profil", "Élève", "eleve"),
                new Mapping("profil", "Chef d'établissement, adjoint", "proviseur"),
                new Mapping("statut", "interne", "interne"),
                new Mapping("statut", "fantome", "fantome"));

        assertThat(mapped.roles(Attributes.of(Map.of("profil", "Élève")))).containsExactly(ELEVE);
        assertThat(mapped.roles(Attributes.of(Map.of("Profil", "e\u0301le\u0300ve"))))
                .as("accents apart from their letters")
                .containsExactly(ELEVE);
        assertThat(mapped.roles(Attributes.of(Map.of("profil", "ÉLÈVE;autre chose"))))
                .containsExactly(ELEVE);
        assertThat(mapped.roles(Attributes.of(Map.of("profil", "Chef d'établissement, adjoint"))))
                .as("a comma of its own")
                .containsExactly(new Role("proviseur"));
        assertThat(mapped.roles(Attributes.of(Map.of("profil", "Élève", "ENTPersonProfils", "National_DIR"))))
                .containsExactly(PERSONNEL, ELEVE);
        assertThat(mapped.roles(Attributes.of(Map.of("statut", "fantome"))))
                .as("a role that the policy does not have")
                .isEmpty();
    }

    @Test
    void whoeverMapsToNothingIsAutreAndCounted() {
        AtomicInteger unmapped = new AtomicInteger();
        People people = new People(Keyring.random(), null, all, new IdentityListener() {
            @Override
            public void unmappedProfile() {
                unmapped.incrementAndGet();
            }
        });
        Attributes unknown = Attributes.of(Map.of("ENTPersonProfils", "National_XYZ"));
        Attributes known = Attributes.of(Map.of("ENTPersonProfils", "National_XYZ;National_ENS"));

        assertThat(people.person("i", "s", unknown, null, Instant.MAX).roles()).containsExactly(Role.AUTRE);
        assertThat(unmapped).hasValue(1);
        assertThat(people.person("i", "s", known, null, Instant.MAX).roles()).containsExactly(ENSEIGNANT);
        assertThat(unmapped).hasValue(1);
    }

    @Test
    void anAttributeMayNameThePersonAcrossProviders() {
        Keyring keyring = Keyring.random();
        People people = new People(keyring, "FrEduCtId", all, IdentityListener.NONE);
        Attributes named = Attributes.of(Map.of("freductid", List.of("abc123")));
        Attributes unnamed = Attributes.of(Map.of("FrEduCtId", " "));

        assertThat(people.person("one", "marie", named, null, Instant.MAX).id())
                .isEqualTo(people.person("two", "m.dupont", named, null, Instant.MAX)
                        .id())
                .isEqualTo(keyring.pseudonym("attribute", "abc123"));
        assertThat(people.person("one", "marie", unnamed, null, Instant.MAX).id())
                .isEqualTo(keyring.pseudonym("one", "marie"));
    }

    @Test
    void whoeverComesWithoutTheAttributeThatNamesPeopleIsCountedAndSaidOnceForEachWayIn() {
        AtomicInteger missing = new AtomicInteger();
        People people = new People(Keyring.random(), "FrEduCtId", all, new IdentityListener() {
            @Override
            public void personAttributeMissing() {
                missing.incrementAndGet();
            }
        });
        Attributes named = Attributes.of(Map.of("FrEduCtId", "abc123"));
        Attributes unnamed = Attributes.of(Map.of("profil", "abc123"));
        try (HeardLog log = new HeardLog()) {
            people.person("one", "marie", named, new People.Login("s", Protocol.CAS), Instant.MAX);
            assertThat(missing).hasValue(0);
            assertThat(log.lines("person-attribute-missing")).isEmpty();

            for (int i = 0; i < 5; i++) {
                people.person("one", "marie", unnamed, new People.Login("s", Protocol.CAS), Instant.MAX);
                people.person("one", "marie", unnamed, null, Instant.MAX);
            }
            assertThat(missing).hasValue(10);
            String line =
                    "event=person-attribute-missing protocol=%s attribute=FrEduCtId effect=\"one person may hold two"
                            + " seats\"";
            assertThat(log.lines("person-attribute-missing"))
                    .as("an hour is not over, and nobody is named")
                    .containsExactly(line.formatted("cas"), line.formatted("bearer"));
        }
        People bySubject = new People(Keyring.random(), null, all, new IdentityListener() {
            @Override
            public void personAttributeMissing() {
                throw new AssertionError("no attribute was chosen");
            }
        });
        bySubject.person("one", "marie", unnamed, null, Instant.MAX);
    }

    private List<Role> roles(String attribute, Object value) {
        return all.roles(Attributes.of(Map.of(attribute, value)));
    }

    private static Profiles profiles(Set<Preset> presets, Mapping... map) {
        return new Profiles(new Roles(presets, List.of(map)), POLICY::contains);
    }
}

package fr.ecluse.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The directions of the house: who may know whom. */
class DirectionsTest {

    private static final String HOUSE = "fr.ecluse.gateway.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("fr.ecluse");

    /** Each room and what it may see of the house besides itself and the policy module. */
    private static final Map<String, String[]> MAY_SEE = Map.ofEntries(
            Map.entry("keys", rooms()),
            Map.entry("settings", rooms()),
            Map.entry("pages", rooms()),
            Map.entry("rules", rooms()),
            Map.entry("admission", rooms("keys")),
            Map.entry("identity", rooms("keys", "settings")),
            Map.entry("waiting", rooms("keys", "admission")),
            Map.entry("protection", rooms("settings")),
            Map.entry("upstream", rooms()),
            Map.entry("console", rooms("admission", "upstream")),
            Map.entry(
                    "pipeline",
                    rooms(
                            "keys",
                            "settings",
                            "pages",
                            "rules",
                            "admission",
                            "identity",
                            "waiting",
                            "protection",
                            "upstream")));

    @Test
    void eachRoomSeesOnlyTheRoomsItMaySee() {
        MAY_SEE.forEach((room, seen) -> noClasses()
                .that()
                .resideInAPackage(HOUSE + room + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("fr.ecluse.gateway..")
                        .and(not(resideInAPackage(HOUSE + room + "..")))
                        .and(not(resideInAnyPackage(seen))))
                .check(CLASSES));
    }

    @Test
    void thePolicyIsPureJava() {
        classes()
                .that()
                .resideInAPackage("fr.ecluse.policy..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("fr.ecluse.policy..", "java..", "org.jspecify..", "org.snakeyaml..")
                .check(CLASSES);
    }

    @Test
    void eachLibraryHasOneRoom() {
        onlyIn("io.lettuce..", "admission.redis");
        onlyIn("com.nimbusds..", "identity", "demo"); // demo is an identity provider itself
        onlyIn("io.github.bucket4j..", "protection");
        onlyIn("io.github.resilience4j..", "protection");
        onlyIn("io.micrometer..", "telemetry");
    }

    @Test
    void nothingOfTheDemoCanBeReachedFromTheGateway() {
        noClasses()
                .that()
                .resideOutsideOfPackages(HOUSE + "demo..", "fr.ecluse.gateway")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HOUSE + "demo..")
                .check(CLASSES);
    }

    @Test
    void nothingKnowsThePipelineButWhatWatchesIt() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        HOUSE + "pipeline..", HOUSE + "admin..", HOUSE + "telemetry..", "fr.ecluse.gateway")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HOUSE + "pipeline..")
                .check(CLASSES);
    }

    private static void onlyIn(String library, String... rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms(rooms))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    private static String[] rooms(String... names) {
        String[] packages = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            packages[i] = HOUSE + names[i] + "..";
        }
        return packages;
    }
}

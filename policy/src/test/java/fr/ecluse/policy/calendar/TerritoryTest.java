package fr.ecluse.policy.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerritoryTest {

    /** The ministry's list since 2016, with Normandie since 2020. */
    private static final Map<String, List<String>> ACADEMIES = Map.of(
            "A",
            List.of("Besançon", "Bordeaux", "Clermont-Ferrand", "Dijon", "Grenoble", "Limoges", "Lyon", "Poitiers"),
            "B",
            List.of(
                    "Aix-Marseille",
                    "Amiens",
                    "Lille",
                    "Nancy-Metz",
                    "Nantes",
                    "Nice",
                    "Normandie",
                    "Orléans-Tours",
                    "Reims",
                    "Rennes",
                    "Strasbourg"),
            "C",
            List.of("Créteil", "Montpellier", "Paris", "Toulouse", "Versailles"));

    @Test
    void everyAcademieIsInItsZone() {
        ACADEMIES.forEach((zone, academies) -> {
            for (String academie : academies) {
                assertThat(Territory.named(academie)).as(academie).hasValueSatisfying(territory -> {
                    assertThat(territory.name()).isEqualTo(academie);
                    assertThat(territory.calendar()).isEqualTo(zone);
                });
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Corse",
                "Guadeloupe",
                "Guyane",
                "La Réunion",
                "Martinique",
                "Mayotte",
                "Nouvelle-Calédonie",
                "Polynésie française",
                "Saint-Barthélemy",
                "Saint-Martin",
                "Saint-Pierre-et-Miquelon",
                "Wallis-et-Futuna"
            })
    void corseAndEveryOverseasTerritoryIsItself(String name) {
        assertThat(Territory.named(name)).map(Territory::name).contains(name);
        assertThat(List.of("A", "B", "C"))
                .doesNotContain(Territory.named(name).orElseThrow().calendar());
    }

    @ParameterizedTest
    @CsvSource({
        "Auvergne-Rhône-Alpes,A",
        "Bourgogne-Franche-Comté,A",
        "Nouvelle-Aquitaine,A",
        "Bretagne,B",
        "Centre-Val de Loire,B",
        "Grand Est,B",
        "Hauts-de-France,B",
        "Normandie,B",
        "Pays de la Loire,B",
        "Provence-Alpes-Côte d'Azur,B",
        "Île-de-France,C",
        "Occitanie,C"
    })
    void aRegionAcademiqueLiesWithinOneZone(String region, String zone) {
        assertThat(Territory.named(region)).map(Territory::calendar).contains(zone);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lyon|Lyon",
                "LYON|Lyon",
                "académie de Lyon|Lyon",
                "Académie de lyon |Lyon",
                "academie d'Orléans-Tours|Orléans-Tours",
                "Académie d’Orléans Tours|Orléans-Tours",
                "orleans tours|Orléans-Tours",
                "ORLEANS-TOURS|Orléans-Tours",
                "orléans – tours|Orléans-Tours",
                "rectorat de Besancon|Besançon",
                "Région académique Île-de-France|Île-de-France",
                "région Hauts de France|Hauts-de-France",
                "PACA|Provence-Alpes-Côte d’Azur",
                "provence alpes cote d'azur|Provence-Alpes-Côte d’Azur",
                "académie de la Réunion|La Réunion",
                "réunion|La Réunion",
                "la reunion|La Réunion",
                "académie de la Guadeloupe|Guadeloupe",
                "vice-rectorat de la Nouvelle-Calédonie|Nouvelle-Calédonie",
                "nouvelle caledonie|Nouvelle-Calédonie",
                "Polynésie|Polynésie française",
                "Wallis & Futuna|Wallis-et-Futuna",
                "St-Pierre et Miquelon|Saint-Pierre-et-Miquelon",
                "saint barthélémy|Saint-Barthélemy",
                "St Martin|Saint-Martin",
                "zone a|Zone A",
                "Zone-B|Zone B",
                "zoneC|Zone C",
                "b|Zone B",
                "Caen|Normandie",
                "alsace|Strasbourg",
                "metz|Nancy-Metz",
                "moselle|Moselle"
            })
    void usualSpellingsAreForgiven(String written, String meant) {
        assertThat(Territory.named(written)).map(Territory::name).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "zone",
                "Zone D",
                "académie",
                "académie de",
                "la",
                "de la",
                "Lyonn",
                "Saint",
                "Île Maurice",
                "é"
            })
    void whatIsNoTerritoryIsNotTakenForOne(String written) {
        assertThat(Territory.named(written)).isEmpty();
    }
}

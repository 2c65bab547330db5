package fr.ecluse.policy.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicHolidaysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20",
                        "2026-04-05",
                "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2031-04-13", "2032-03-28", "2033-04-17",
                        "2034-04-09",
                "2035-03-25", "2036-04-13", "2037-04-05", "2038-04-25", "2039-04-10", "2040-04-01", "2100-03-28",
                        "2285-03-22"
            })
    void easterFallsWhereTheAlmanacSays(LocalDate easter) {
        assertThat(PublicHolidays.easter(easter.getYear())).isEqualTo(easter);
    }

    @Test
    void easterIsTheSundayAfterTheFullMoonOfSpringWhicheverWayItIsComputed() {
        for (int year = 1583; year <= 2999; year++) {
            assertThat(PublicHolidays.easter(year)).isEqualTo(easterByTheGoldenNumber(year));
        }
    }

    /** By golden number, epact and dominical day (Clavius, as Knuth writes it; The Art of Computer Programming, 1.3.2). */
    private static LocalDate easterByTheGoldenNumber(int year) {
        int golden = year % 19 + 1;
        int century = year / 100 + 1;
        int droppedLeapYears = 3 * century / 4 - 12;
        int moon = (8 * century + 5) / 25 - 5;
        int epact = Math.floorMod(11 * golden + 20 + moon - droppedLeapYears, 30);
        if ((epact == 25 && golden > 11) || epact == 24) {
            epact++;
        }
        int fullMoon = 44 - epact < 21 ? 74 - epact : 44 - epact;
        LocalDate day = LocalDate.of(year, 3, 1).plusDays(fullMoon - 1L).plusDays(1);
        while (day.getDayOfWeek() != DayOfWeek.SUNDAY) {
            day = day.plusDays(1);
        }
        return day;
    }

    @Test
    void theCountryHasElevenPublicHolidaysEachYear() {
        for (int year = 2000; year <= 2100; year++) {
            // Ascension can fall on 1 or 8 May, and then two days are one.
            boolean ascensionInMay = List.of(LocalDate.of(year, 5, 1), LocalDate.of(year, 5, 8))
                    .contains(PublicHolidays.easter(year).plusDays(39));
            assertThat(of("Lyon", year)).as("%s", year).hasSize(ascensionInMay ? 10 : 11);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024,2024-04-01,2024-05-09,2024-05-20",
        "2025,2025-04-21,2025-05-29,2025-06-09",
        "2026,2026-04-06,2026-05-14,2026-05-25",
        "2027,2027-03-29,2027-05-06,2027-05-17",
        "2028,2028-04-17,2028-05-25,2028-06-05",
        "2029,2029-04-02,2029-05-10,2029-05-21",
        "2030,2030-04-22,2030-05-30,2030-06-10"
    })
    void threeOfThemMoveWithEaster(int year, LocalDate easterMonday, LocalDate ascension, LocalDate whitMonday) {
        SchoolCalendar national = SchoolCalendar.NATIONAL;
        assertThat(national.publicHoliday(easterMonday)).contains("Lundi de Pâques");
        assertThat(national.publicHoliday(ascension)).contains("Ascension");
        assertThat(national.publicHoliday(whitMonday)).contains("Lundi de Pentecôte");
        assertThat(of("Lyon", year)).hasSize(11);
    }

    @Test
    void thoseOf2027AreKnownByName() {
        assertThat(of("Lyon", 2027))
                .containsExactly(
                        "2027-01-01 Jour de l’an",
                        "2027-03-29 Lundi de Pâques",
                        "2027-05-01 Fête du Travail",
                        "2027-05-06 Ascension",
                        "2027-05-08 Victoire de 1945",
                        "2027-05-17 Lundi de Pentecôte",
                        "2027-07-14 Fête nationale",
                        "2027-08-15 Assomption",
                        "2027-11-01 Toussaint",
                        "2027-11-11 Armistice de 1918",
                        "2027-12-25 Noël");
    }

    @ParameterizedTest
    @CsvSource({
        "Mayotte,2027-04-27,Abolition de l’esclavage",
        "Martinique,2027-05-22,Abolition de l’esclavage",
        "Guadeloupe,2027-05-27,Abolition de l’esclavage",
        "Saint-Martin,2027-05-28,Abolition de l’esclavage",
        "Guyane,2027-06-10,Abolition de l’esclavage",
        "Saint-Barthélemy,2027-10-09,Abolition de l’esclavage",
        "La Réunion,2027-12-20,Abolition de l’esclavage",
        "Nouvelle-Calédonie,2027-09-24,Fête de la citoyenneté",
    })
    void someTerritoriesHaveADayOfTheirOwn(String territory, LocalDate day, String name) {
        assertThat(of(territory, 2027)).hasSize(12).contains(day + " " + name);
        assertThat(SchoolCalendar.NATIONAL.isPublicHoliday(day)).isFalse();
    }

    @Test
    void othersHaveSeveral() {
        for (String name : List.of("Strasbourg", "Alsace", "Moselle")) {
            assertThat(of(name, 2027)).hasSize(13).contains("2027-03-26 Vendredi saint", "2027-12-26 Saint-Étienne");
        }
        assertThat(of("Polynésie française", 2027))
                .hasSize(14)
                .contains("2027-03-05 Arrivée de l’Évangile", "2027-03-26 Vendredi saint", "2027-11-20 Matari’i");
        assertThat(of("Wallis-et-Futuna", 2027))
                .hasSize(14)
                .contains(
                        "2027-04-28 Saint Pierre Chanel",
                        "2027-06-29 Saints Pierre et Paul",
                        "2027-07-29 Fête du Territoire");
    }

    @ParameterizedTest
    @CsvSource({
        "Nancy-Metz,2027-03-26",
        "Grand Est,2027-03-26",
        "Guadeloupe,2027-03-26",
        "Martinique,2027-07-21",
        "Corse,2026-12-08",
        "Polynésie,2027-06-29",
        "Saint-Pierre-et-Miquelon,2027-06-29"
    })
    void aCustomIsNoPublicHoliday(String territory, LocalDate day) {
        assertThat(calendar(territory).publicHoliday(day)).isEmpty();
    }

    private static List<String> of(String territory, int year) {
        SchoolCalendar calendar = calendar(territory);
        return IntStream.rangeClosed(1, LocalDate.of(year, 12, 31).getDayOfYear())
                .mapToObj(day -> LocalDate.ofYearDay(year, day))
                .flatMap(day -> calendar.publicHoliday(day).map(name -> day + " " + name).stream())
                .toList();
    }

    private static SchoolCalendar calendar(String territory) {
        Optional<Territory> known = Territory.named(territory);
        assertThat(known).isPresent();
        return new SchoolCalendar(known.get(), List.of());
    }
}

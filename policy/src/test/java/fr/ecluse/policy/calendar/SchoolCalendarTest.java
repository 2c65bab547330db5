package fr.ecluse.policy.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchoolCalendarTest {

    @ParameterizedTest
    @CsvSource({
        "2025,2025-04-20",
        "2026,2026-04-05",
        "2027,2027-03-28",
        "2028,2028-04-16",
        "2000,2000-04-23",
        "2100,2100-03-28"
    })
    void easterFallsWhereTheAlmanacSays(int year, LocalDate easter) {
        assertThat(PublicHolidays.easter(year)).isEqualTo(easter);
    }

    @Test
    void theCountryHasElevenPublicHolidaysEachYear() {
        for (int year = 2000; year <= 2100; year++) {
            // Ascension can fall on 1 or 8 May, and then two days are one.
            int count = publicHolidays(SchoolCalendar.NATIONAL, year).size();
            boolean ascensionInMay = List.of(LocalDate.of(year, 5, 1), LocalDate.of(year, 5, 8))
                    .contains(PublicHolidays.easter(year).plusDays(39));
            assertThat(count).as("%s", year).isEqualTo(ascensionInMay ? 10 : 11);
        }
    }

    @Test
    void thoseOf2027AreKnownByName() {
        assertThat(publicHolidays(SchoolCalendar.NATIONAL, 2027))
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
        "Strasbourg,2027-03-26", "Strasbourg,2027-12-26", "Moselle,2027-03-26", "Mayotte,2027-04-27",
        "Martinique,2027-05-22", "Guadeloupe,2027-05-27", "Guyane,2027-06-10", "La Réunion,2027-12-20"
    })
    void someTerritoriesHaveDaysOfTheirOwn(String territory, LocalDate day) {
        assertThat(calendar(territory).isPublicHoliday(day)).isTrue();
        assertThat(SchoolCalendar.NATIONAL.isPublicHoliday(day)).isFalse();
        assertThat(calendar("Lyon").isPublicHoliday(day)).isFalse();
    }

    @Test
    void winterHolidaysDependOnTheZone() {
        LocalDate tuesday = LocalDate.of(2027, 2, 16);
        assertThat(calendar("Lyon").isHoliday(tuesday)).isTrue();
        assertThat(calendar("Rennes").isHoliday(tuesday)).isFalse();
        assertThat(calendar("Paris").isHoliday(tuesday)).isTrue();
        assertThat(calendar("Paris").isHoliday(LocalDate.of(2027, 2, 22)))
                .as("the return")
                .isFalse();
        assertThat(calendar("Lyon").isHoliday(LocalDate.of(2027, 2, 28)))
                .as("the last Sunday")
                .isTrue();
        assertThat(calendar("Lyon").holiday(tuesday)).map(Holiday::name).contains("Hiver");
    }

    @Test
    void aSchoolDayIsAWeekdayWithoutHolidayOfEitherKind() {
        SchoolCalendar lyon = calendar("Lyon");
        assertThat(lyon.isSchoolDay(LocalDate.of(2026, 11, 24))).isTrue();
        assertThat(lyon.isSchoolDay(LocalDate.of(2026, 11, 28)))
                .as("a Saturday")
                .isFalse();
        assertThat(lyon.isSchoolDay(LocalDate.of(2026, 11, 11)))
                .as("the armistice")
                .isFalse();
        assertThat(lyon.isSchoolDay(LocalDate.of(2026, 12, 21)))
                .as("Christmas holidays")
                .isFalse();
        assertThat(lyon.isSchoolDay(LocalDate.of(2027, 5, 7)))
                .as("the bridge of Ascension")
                .isFalse();
    }

    @Test
    void whatAPolicyWritesComesBeforeTheSnapshot() {
        LocalDate from = LocalDate.of(2027, 2, 15);
        LocalDate to = LocalDate.of(2027, 2, 16);
        Holiday backToSchool = new Holiday(from, to, "Rattrapage", true);
        Holiday bridge = new Holiday(LocalDate.of(2026, 11, 12), LocalDate.of(2026, 11, 13), "Pont", false);
        SchoolCalendar lyon = new SchoolCalendar(territory("Lyon"), List.of(backToSchool, bridge));
        assertThat(lyon.isSchoolDay(from)).isTrue();
        assertThat(lyon.isSchoolDay(to.plusDays(1))).isFalse();
        assertThat(lyon.isSchoolDay(LocalDate.of(2026, 11, 12))).isFalse();
        Holiday after = new Holiday(from, from, "Finalement non", false);
        SchoolCalendar corrected = new SchoolCalendar(territory("Lyon"), List.of(backToSchool, after));
        assertThat(corrected.isSchoolDay(from)).as("the last word counts").isFalse();
        assertThat(corrected.isSchoolDay(to)).isTrue();
    }

    @Test
    void aDayThatNobodyKnowsIsDecidedByItsWeekday() {
        LocalDate friday2031 = LocalDate.of(2031, 2, 14);
        assertThat(calendar("Lyon").covers(friday2031)).isFalse();
        assertThat(calendar("Lyon").isSchoolDay(friday2031)).isTrue();
        assertThat(calendar("Lyon").covers(LocalDate.of(2026, 11, 24))).isTrue();
        assertThat(calendar("Mayotte").isBundled()).isFalse();
        assertThat(calendar("Mayotte").covers(LocalDate.of(2026, 11, 24))).isFalse();
        assertThat(calendar("Mayotte").isSchoolDay(LocalDate.of(2026, 11, 24))).isTrue();
    }

    @Test
    void everyZoneHasItsAcademies() {
        assertThat(academies("A")).isEqualTo(8);
        // Moselle, within the académie of Nancy-Metz, has public holidays of its own.
        assertThat(academies("B")).isEqualTo(11 + 1);
        assertThat(academies("C")).isEqualTo(5);
    }

    private static long academies(String zone) {
        return Territory.byName().values().stream()
                .distinct()
                .filter(t -> t.calendar().equals(zone) && !t.name().startsWith("Zone"))
                .count();
    }

    private static List<String> publicHolidays(SchoolCalendar calendar, int year) {
        return IntStream.rangeClosed(1, LocalDate.of(year, 12, 31).getDayOfYear())
                .mapToObj(day -> LocalDate.ofYearDay(year, day))
                .flatMap(day -> calendar.publicHoliday(day).map(name -> day + " " + name).stream())
                .toList();
    }

    private static SchoolCalendar calendar(String territory) {
        return new SchoolCalendar(territory(territory), List.of());
    }

    private static Territory territory(String name) {
        return Objects.requireNonNull(Territory.byName().get(name));
    }
}

package fr.ecluse.policy.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchoolCalendarTest {

    /** From the arrêtés and the calendars of the académies, not from the data file. */
    @ParameterizedTest
    @CsvSource({
        "A,Toussaint,2025-10-18,2025-11-03",
        "B,Noël,2025-12-20,2026-01-05",
        "A,Hiver,2026-02-07,2026-02-23",
        "B,Hiver,2026-02-14,2026-03-02",
        "C,Hiver,2026-02-21,2026-03-09",
        "A,Printemps,2026-04-04,2026-04-20",
        "B,Printemps,2026-04-11,2026-04-27",
        "C,Printemps,2026-04-18,2026-05-04",
        "C,Été,2026-07-04,2026-09-01",
        "A,Toussaint,2026-10-17,2026-11-02",
        "B,Toussaint,2026-10-17,2026-11-02",
        "C,Toussaint,2026-10-17,2026-11-02",
        "A,Noël,2026-12-19,2027-01-04",
        "B,Noël,2026-12-19,2027-01-04",
        "C,Noël,2026-12-19,2027-01-04",
        "A,Hiver,2027-02-13,2027-03-01",
        "B,Hiver,2027-02-20,2027-03-08",
        "C,Hiver,2027-02-06,2027-02-22",
        "A,Printemps,2027-04-10,2027-04-26",
        "B,Printemps,2027-04-17,2027-05-03",
        "C,Printemps,2027-04-03,2027-04-19",
        "A,Pont de l’Ascension,2027-05-07,2027-05-10",
        "B,Pont de l’Ascension,2027-05-07,2027-05-10",
        "C,Pont de l’Ascension,2027-05-07,2027-05-10",
        "A,Été,2027-07-03,2027-09-02",
        "A,Toussaint,2027-10-23,2027-11-08",
        "A,Hiver,2028-02-19,2028-03-06",
        "B,Hiver,2028-02-05,2028-02-21",
        "C,Hiver,2028-02-12,2028-02-28",
        "A,Printemps,2028-04-22,2028-05-09",
        "B,Printemps,2028-04-08,2028-04-24",
        "C,Printemps,2028-04-15,2028-05-02",
        "Corse,Hiver,2026-02-14,2026-03-02",
        "Corse,Printemps,2026-04-11,2026-04-27",
        "La Réunion,Première période,2026-10-10,2026-10-26",
        "La Réunion,Été austral,2026-12-19,2027-02-01",
        "La Réunion,Troisième période,2027-03-17,2027-03-30",
        "La Réunion,Quatrième période,2027-05-06,2027-05-19",
        "Guadeloupe,Pâques,2026-04-03,2026-04-20",
        "Martinique,Pâques,2026-03-28,2026-04-13",
        "Guyane,Pâques,2026-04-02,2026-04-16",
        "Mayotte,Noël,2025-12-13,2026-01-12",
        "Nouvelle-Calédonie,Quatrième période,2026-10-10,2026-10-26"
    })
    void holidaysGoFromTheirFirstDayToTheDayBeforeTheReturn(
            String territory, String name, LocalDate first, LocalDate back) {
        SchoolCalendar calendar = calendar(territory);
        assertThat(calendar.isHoliday(first.minusDays(1))).as("the day before").isFalse();
        for (LocalDate day = first; day.isBefore(back); day = day.plusDays(1)) {
            assertThat(calendar.holiday(day)).as("%s", day).map(Holiday::name).contains(name);
            assertThat(calendar.isSchoolDay(day)).as("%s", day).isFalse();
        }
        assertThat(calendar.isHoliday(back)).as("the return").isFalse();
        assertThat(calendar.isSchoolDay(back)).as("the return").isTrue();
    }

    @Test
    void theIslandsOfTheNorthKeepOtherDaysThanGuadeloupe() {
        LocalDate miCareme = LocalDate.of(2026, 3, 12);
        assertThat(calendar("Guadeloupe").isHoliday(miCareme)).isTrue();
        assertThat(calendar("Saint-Martin").isHoliday(miCareme)).isTrue();
        assertThat(calendar("Saint-Barthélemy").isSchoolDay(miCareme)).isTrue();
        LocalDate weekInMay = LocalDate.of(2026, 5, 15);
        assertThat(calendar("Guadeloupe").isHoliday(weekInMay)).isTrue();
        assertThat(calendar("Saint-Martin").isSchoolDay(weekInMay)).isTrue();
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
    void aYearOfSchoolHasThirtySixWeeks() {
        for (String zone : List.of("A", "B", "C")) {
            SchoolCalendar calendar = calendar(zone);
            LocalDate monday = LocalDate.of(2026, 8, 31);
            int weeks = 0;
            for (; monday.isBefore(LocalDate.of(2027, 7, 3)); monday = monday.plusWeeks(1)) {
                LocalDate first = monday;
                boolean taught =
                        List.of(DayOfWeek.values()).stream().anyMatch(day -> calendar.isSchoolDay(first.with(day)));
                weeks += taught ? 1 : 0;
            }
            assertThat(weeks).as(zone).isEqualTo(36);
        }
    }

    @Test
    void whatAPolicyWritesComesBeforeTheSnapshot() {
        LocalDate from = LocalDate.of(2027, 2, 15);
        LocalDate to = LocalDate.of(2027, 2, 16);
        Holiday backToSchool = new Holiday(from, to, "Rattrapage", true);
        Holiday bridge = new Holiday(LocalDate.of(2026, 11, 12), LocalDate.of(2026, 11, 13), "Pont", false);
        SchoolCalendar lyon = calendar("Lyon", backToSchool, bridge);
        assertThat(lyon.isSchoolDay(from)).isTrue();
        assertThat(lyon.isSchoolDay(to.plusDays(1))).isFalse();
        assertThat(lyon.isSchoolDay(LocalDate.of(2026, 11, 12))).isFalse();
        Holiday after = new Holiday(from, from, "Finalement non", false);
        SchoolCalendar corrected = calendar("Lyon", backToSchool, after);
        assertThat(corrected.isSchoolDay(from)).as("the last word counts").isFalse();
        assertThat(corrected.isSchoolDay(to)).isTrue();
    }

    @Test
    void aDayThatNobodyKnowsIsDecidedByItsWeekday() {
        LocalDate friday2031 = LocalDate.of(2031, 2, 14);
        assertThat(calendar("Lyon").covers(friday2031)).isFalse();
        assertThat(calendar("Lyon").isSchoolDay(friday2031)).isTrue();
        assertThat(calendar("Lyon").isSchoolDay(friday2031.plusDays(1))).isFalse();
        assertThat(calendar("Lyon").covers(LocalDate.of(2026, 11, 24))).isTrue();
        SchoolCalendar wallis = calendar("Wallis-et-Futuna");
        assertThat(wallis.covers(LocalDate.of(2026, 11, 24))).isFalse();
        assertThat(wallis.isSchoolDay(LocalDate.of(2026, 11, 24))).isTrue();
        assertThat(wallis.isSchoolDay(LocalDate.of(2026, 11, 11))).isFalse();
        assertThat(SchoolCalendar.NATIONAL.covers(LocalDate.of(2026, 11, 24))).isFalse();
    }

    @Test
    void theSnapshotIsKnownUpToItsLastDay() {
        SchoolCalendar lyon = calendar("Lyon");
        LocalDate last = LocalDate.of(2028, 7, 3);
        assertThat(lyon.covers(LocalDate.of(2025, 9, 1))).isTrue();
        assertThat(lyon.covers(LocalDate.of(2025, 8, 31))).isFalse();
        assertThat(lyon.covers(last)).isTrue();
        assertThat(lyon.covers(last.plusDays(1))).isFalse();
        assertThat(lyon.knownUntil(LocalDate.of(2026, 11, 24))).contains(last);
        assertThat(lyon.knownUntil(LocalDate.of(2031, 1, 1)))
                .as("it lies behind")
                .contains(last);
        assertThat(lyon.knownUntil(LocalDate.of(2020, 1, 1))).isEmpty();
        assertThat(calendar("Wallis-et-Futuna").knownUntil(last)).isEmpty();
    }

    @Test
    void whoeverWritesHolidaysDownKnowsTheTermBeforeThem() {
        Holiday christmas = holiday("2026-12-19", "2027-01-03");
        Holiday winter = holiday("2027-02-20", "2027-03-07");
        SchoolCalendar wallis = calendar("Wallis-et-Futuna", christmas, winter);
        assertThat(wallis.covers(LocalDate.of(2026, 11, 24))).isTrue();
        assertThat(wallis.covers(LocalDate.of(2027, 2, 1)))
                .as("between the two")
                .isTrue();
        assertThat(wallis.knownUntil(LocalDate.of(2026, 11, 24))).contains(LocalDate.of(2027, 3, 7));
        assertThat(wallis.covers(LocalDate.of(2026, 6, 1)))
                .as("half a year before")
                .isFalse();
    }

    @Test
    void aLineForALaterYearDoesNotFillTheGap() {
        SchoolCalendar lyon = calendar("Lyon", holiday("2029-05-11", "2029-05-13"));
        assertThat(lyon.knownUntil(LocalDate.of(2028, 6, 1))).contains(LocalDate.of(2028, 7, 3));
        assertThat(lyon.covers(LocalDate.of(2028, 11, 1))).isFalse();
        SchoolCalendar summer = calendar("Lyon", holiday("2028-07-04", "2028-08-31"));
        assertThat(summer.knownUntil(LocalDate.of(2028, 6, 1)))
                .as("it goes on where the snapshot ends")
                .contains(LocalDate.of(2028, 8, 31));
    }

    private static Holiday holiday(String first, String last) {
        return new Holiday(LocalDate.parse(first), LocalDate.parse(last), "", false);
    }

    private static SchoolCalendar calendar(String territory, Holiday... written) {
        return new SchoolCalendar(Territory.named(territory).orElseThrow(), List.of(written));
    }
}

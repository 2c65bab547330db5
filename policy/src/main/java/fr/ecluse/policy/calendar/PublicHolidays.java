package fr.ecluse.policy.calendar;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Public holidays, computed: the eleven of the Code du travail (L3133-1), and those of a territory of its own.
 *
 * @param goodFriday whether Good Friday is kept
 * @param own fixed days of the territory with their names in French, such as the abolition of slavery overseas
 */
record PublicHolidays(boolean goodFriday, Map<MonthDay, String> own) {

    static final PublicHolidays NATIONAL = new PublicHolidays(false, Map.of());

    PublicHolidays {
        own = Map.copyOf(own);
    }

    /** The holiday's name in French, if that day is one. */
    Optional<String> on(LocalDate day) {
        String fixed = fixed(day);
        return fixed == null ? Optional.ofNullable(movable(day)) : Optional.of(fixed);
    }

    private @Nullable String fixed(LocalDate day) {
        return switch (day.getMonthValue() * 100 + day.getDayOfMonth()) {
            case 101 -> "Jour de l’an";
            case 501 -> "Fête du Travail";
            case 508 -> "Victoire de 1945";
            case 714 -> "Fête nationale";
            case 815 -> "Assomption";
            case 1101 -> "Toussaint";
            case 1111 -> "Armistice de 1918";
            case 1225 -> "Noël";
            default -> own.isEmpty() ? null : own.get(MonthDay.from(day));
        };
    }

    private @Nullable String movable(LocalDate day) {
        // From Good Friday at the earliest (20 March) to Whit Monday at the latest (14 June).
        if (day.getMonthValue() < 3 || day.getMonthValue() > 6) {
            return null;
        }
        return switch ((int) (day.toEpochDay() - easter(day.getYear()).toEpochDay())) {
            case -2 -> goodFriday ? "Vendredi saint" : null;
            case 1 -> "Lundi de Pâques";
            case 39 -> "Ascension";
            case 50 -> "Lundi de Pentecôte";
            default -> null;
        };
    }

    /** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher; Astronomical Algorithms, chapter 8). */
    static LocalDate easter(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int d = b / 4;
        int e = b % 4;
        int f = (b + 8) / 25;
        int g = (b - f + 1) / 3;
        int h = (19 * a + b - d - g + 15) % 30;
        int i = c / 4;
        int k = c % 4;
        int l = (32 + 2 * e + 2 * i - h - k) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int month = (h + l - 7 * m + 114) / 31;
        int dayOfMonth = (h + l - 7 * m + 114) % 31 + 1;
        return LocalDate.of(year, month, dayOfMonth);
    }
}

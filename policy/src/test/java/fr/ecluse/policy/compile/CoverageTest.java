package fr.ecluse.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.DaySet;
import fr.ecluse.policy.Window;
import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 11, 23);
    private static final LocalDate LAST = FIRST.plusDays(20);

    /** A coverage and the same minutes one by one. */
    private record Pair(Coverage coverage, BitSet minutes) {}

    @Test
    void spansAddUpAsMinutesDo() {
        long seed = System.nanoTime();
        System.out.println("CoverageTest seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Pair a = random(random);
            Pair b = random(random);
            Pair c = random(random);
            Coverage union = a.coverage.plus(b.coverage);
            BitSet minutes = (BitSet) a.minutes.clone();
            minutes.or(b.minutes);
            BitSet rest = (BitSet) c.minutes.clone();
            rest.andNot(minutes);
            Coverage left = c.coverage.minus(union);
            String how = "seed " + seed + ", round " + round;
            assertThat(union.containsAll(a.coverage) && union.containsAll(b.coverage))
                    .as(how)
                    .isTrue();
            assertThat(left.isEmpty()).as(how).isEqualTo(rest.isEmpty());
            assertThat(union.containsAll(c.coverage)).as(how).isEqualTo(rest.isEmpty());
            assertThat(left.meets(union)).as(how).isFalse();
            assertThat(a.coverage.meets(b.coverage)).as(how).isEqualTo(a.minutes.intersects(b.minutes));
            assertThat(left.plus(union).containsAll(c.coverage)).as(how).isTrue();
        }
    }

    @Test
    void everySpanIsMetOrTheFirstThatIsNotIsSeen() {
        Coverage all = Coverage.days(FIRST, LAST);
        Coverage days = of(EnumSet.allOf(DayOfWeek.class), 480, 1080);
        assertThat(of(EnumSet.allOf(DayOfWeek.class), 1079, 1200).meetsEverySpanOf(days, all))
                .isTrue();
        assertThat(of(EnumSet.allOf(DayOfWeek.class), 1080, 1200).meetsEverySpanOf(days, all))
                .isFalse();
        assertThat(of(EnumSet.complementOf(EnumSet.of(DayOfWeek.SUNDAY)), 420, 481)
                        .meetsEverySpanOf(days, all))
                .isFalse();
        Coverage nights = of(EnumSet.allOf(DayOfWeek.class), 1320, 360);
        assertThat(of(EnumSet.allOf(DayOfWeek.class), 300, 420).meetsEverySpanOf(nights, all))
                .as("the last night is cut off at midnight")
                .isTrue();
    }

    private static Coverage of(Set<DayOfWeek> days, int from, int to) {
        DaySet set = new DaySet(days, Set.of(), SchoolCalendar.NATIONAL, LocalDate.MIN, LocalDate.MAX);
        return Coverage.of(new Window(set, from, to), FIRST, LAST);
    }

    private static Pair random(Random random) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (random.nextBoolean()) {
                days.add(day);
            }
        }
        int from = random.nextInt(24) * 60;
        int to = (random.nextInt(24) + 1) * 60;
        Window window = new Window(
                new DaySet(days, Set.of(), SchoolCalendar.NATIONAL, LocalDate.MIN, LocalDate.MAX),
                from,
                from == to ? to - 30 : to);
        BitSet minutes = new BitSet();
        int length = Math.floorMod(window.toMinute() - window.fromMinute() - 1, Window.END_OF_DAY) + 1;
        for (int day = -1; day <= 20; day++) {
            if (days.contains(FIRST.plusDays(day).getDayOfWeek())) {
                int start = day * Window.END_OF_DAY + window.fromMinute();
                int end = Math.min(start + length, 21 * Window.END_OF_DAY);
                minutes.set(Math.max(0, start), Math.max(0, end));
            }
        }
        return new Pair(Coverage.of(window, FIRST, LAST), minutes);
    }
}

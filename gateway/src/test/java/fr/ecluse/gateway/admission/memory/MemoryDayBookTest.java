package fr.ecluse.gateway.admission.memory;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.DayBookContract;
import org.junit.jupiter.api.Test;

class MemoryDayBookTest extends DayBookContract {

    @Override
    protected DayBook newBook() {
        return new MemoryDayBook();
    }

    @Override
    protected DayBook another(DayBook book) {
        return book;
    }

    @Test
    void daysAreKeptForNinetyDaysAndNoLonger() {
        DayBook book = new MemoryDayBook();
        for (int i = 0; i <= 90; i++) {
            book.add(batch(TUESDAY.plusDays(i), "a", i + 1, counts(people(1, 3), people(1, 2), 2)))
                    .block();
        }
        assertThat(book.read(TUESDAY).block()).isNotNull();

        book.add(batch(TUESDAY.plusDays(91), "a", 92, counts(people(1, 1), people(1, 1), 1)))
                .block();

        assertThat(book.read(TUESDAY).block()).isNull();
        assertThat(book.read(TUESDAY.plusDays(1)).block().everybody().tried()).isEqualTo(3);
    }
}

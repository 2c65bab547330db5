package fr.ecluse.policy.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {

    private static final String HEAD = "snapshot; 2026-11-21\ncovers; A, B; 2026-09-01; 2027-07-02\n";
    private static final String PERIOD = "A; Hiver; 2027-02-13; 2027-03-01; confirmed\n";

    @Test
    void aFileOfTheRightFormIsRead() {
        Snapshot snapshot =
                snapshot("# a comment\n\n" + HEAD + "A, B;Noël ; 2026-12-19;2027-01-04; confirmed\n" + PERIOD);
        assertThat(snapshot.taken()).isEqualTo("2026-11-21");
        assertThat(snapshot.covered("B"))
                .contains(new Stretch(LocalDate.parse("2026-09-01"), LocalDate.parse("2027-07-02")));
        assertThat(snapshot.covered("C")).isEmpty();
        assertThat(snapshot.periods("C")).isEmpty();
        assertThat(snapshot.periods("A")).extracting(Holiday::name).containsExactly("Noël", "Hiver");
        assertThat(snapshot.periods("B"))
                .singleElement()
                .isEqualTo(new Holiday(LocalDate.parse("2026-12-19"), LocalDate.parse("2027-01-03"), "Noël", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A; Hiver; 2027-02-13; 2027-03-01|school-calendar.txt:3: 4 cells",
                "A; Hiver; 2027-02-13; 2027-03-01; confirmed; too much|school-calendar.txt:3: 6 cells",
                "A; ; 2027-02-13; 2027-03-01; confirmed|school-calendar.txt:3: an empty cell",
                "A,; Hiver; 2027-02-13; 2027-03-01; confirmed|school-calendar.txt:3: an empty name",
                "A; Hiver; 13/02/2027; 2027-03-01; confirmed|school-calendar.txt:3: \"13/02/2027\" is no date",
                "A; Hiver; 2027-02-13; 2027-02-29; confirmed|school-calendar.txt:3: \"2027-02-29\" is no date",
                "A; Hiver; 2027-02-13; 2027-03-01; sure|school-calendar.txt:3: \"sure\" is no status",
                "A; Hiver; 2027-03-01; 2027-02-13; confirmed|school-calendar.txt:3: class begins again before it stops",
                "A; Hiver; 2027-02-13; 2027-02-13; confirmed|school-calendar.txt:3: class begins again before it stops",
                "C; Hiver; 2027-02-13; 2027-03-01; confirmed|school-calendar.txt:3: no line before it covers \"C\"",
                "A; Été; 2027-07-03; 2027-09-01; confirmed|school-calendar.txt:3: \"A\" is not covered on these days",
                "A; Été; 2026-07-04; 2026-09-02; confirmed|school-calendar.txt:3: \"A\" is not covered on these days",
                "snapshot; 2026-11-22|school-calendar.txt:3: a second \"snapshot\"",
                "snapshot|school-calendar.txt:3: 1 cells",
                "covers; C; 2027-09-01; 2026-07-02|school-calendar.txt:3: it ends before it begins",
                "covers; B; 2026-09-01; 2027-07-02|school-calendar.txt:3: \"B\" is covered twice",
                "Hiver|school-calendar.txt:3: 1 cells"
            })
    void aMalformedLineIsRefusedWithItsPlace(String line, String fault) {
        assertThatThrownBy(() -> snapshot(HEAD + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fault);
    }

    @Test
    void periodsThatOverlapOrAreOutOfOrderAreRefused() {
        assertThatThrownBy(() -> snapshot(HEAD + PERIOD + "A, B; Pont; 2027-02-28; 2027-03-02; confirmed"))
                .hasMessage("school-calendar.txt:4: it does not come after the period before it");
        assertThatThrownBy(() -> snapshot(HEAD + PERIOD + "A; Noël; 2026-12-19; 2027-01-04; confirmed"))
                .hasMessage("school-calendar.txt:4: it does not come after the period before it");
    }

    @Test
    void aSnapshotWithoutItsDayIsRefused() {
        assertThatThrownBy(() -> snapshot("covers; A; 2026-09-01; 2027-07-02\n" + PERIOD))
                .hasMessage("no line says when the snapshot was taken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Lyon|territories.txt:2: 1 cells",
                "Lyon; D|territories.txt:2: no calendar \"D\"",
                "Lyon, ; A|territories.txt:2: an empty name",
                "zone-a; A|territories.txt:2: a second \"zone-a\"",
                "Lyon; A; |territories.txt:2: an empty cell",
                "Lyon; A; 12-20|territories.txt:2: \"12-20\" is no public holiday",
                "Lyon; A; alsace-moselle|territories.txt:2: \"alsace-moselle\" is no public holiday",
                "Lyon; A; 13-20 Fête|territories.txt:2: \"13-20\" is no day of the year",
                "Lyon; A; 12-20 Fête; 12-20 Autre|territories.txt:2: \"12-20 Autre\" is no public holiday"
            })
    void aMalformedTerritoryIsRefusedWithItsPlace(String line, String fault) {
        List<DataFile.Line> calendar = DataFile.lines("school-calendar.txt", HEAD);
        List<DataFile.Line> territories = DataFile.lines("territories.txt", "Zone A, A; A\n" + line);
        assertThatThrownBy(() -> new Snapshot(calendar, territories))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fault);
    }

    @Test
    void everyCalendarOfTheBundledFilesIsSomebodys() {
        List<String> used = Territory.byName().values().stream()
                .map(Territory::calendar)
                .distinct()
                .toList();
        List<String> written = DataFile.bundled("school-calendar.txt").stream()
                .filter(line -> line.cell(0).equals("covers"))
                .flatMap(line -> line.names(1).stream())
                .toList();
        assertThat(used).containsAll(written);
        assertThat(written)
                .allSatisfy(calendar ->
                        assertThat(Snapshot.bundled().periods(calendar)).isNotEmpty());
    }

    private static Snapshot snapshot(String calendar) {
        return new Snapshot(DataFile.lines("school-calendar.txt", calendar), List.of());
    }
}

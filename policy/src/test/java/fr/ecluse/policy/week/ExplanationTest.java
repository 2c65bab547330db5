package fr.ecluse.policy.week;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.Policy;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {

    private static final String HEAD = "version: 1\nent: Essai\nceiling: {sessions: 10}\n";

    /** A school day, an exception, a public holiday, a night of a clock change both times, and another year. */
    private static final String[] ASKED = {
        "2027-03-23T08:30",
        "2027-03-24T14:00",
        "2027-03-26T09:00",
        "2026-10-25T02:30+02:00",
        "2026-10-25T02:30+01:00",
        "2031-01-07T09:00"
    };

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en"})
    void answersAreToldAsExpected(String language) {
        Policy policy = Samples.policy("policy.yaml");
        String said = Stream.of(ASKED)
                .map(at -> ExplanationText.of(Samples.explain(policy, "parent", at), Locale.forLanguageTag(language)))
                .map(lines -> String.join("\n", lines) + "\n")
                .collect(Collectors.joining("----\n"));
        assertThat(said).isEqualTo(Samples.text("explain." + language + ".txt"));
    }

    @Test
    void anEdgeAtWhichNothingChangesIsPassedOver() {
        Policy policy = Samples.written(HEAD + """
                rules:
                  - {name: mercredi, roles: [parent], days: wed, from: "13:00", to: "18:00", effect: admit}
                  - {name: journee, roles: [parent], days: weekdays, from: "08:00", to: "18:00", effect: refuse}
                  - {name: cachee, roles: [parent], days: weekdays, from: "09:00", to: "10:00", effect: refuse}
                """);
        Explanation tuesday = Samples.explain(policy, "parent", "2026-11-24T08:30");
        assertThat(tuesday.now().until()).isEqualTo(instant("2026-11-24T18:00:00+01:00"));
        Explanation wednesday = Samples.explain(policy, "parent", "2026-11-25T14:00");
        assertThat(wednesday.now().rule()).isNotNull();
        // The exception's window ends at 18:00, when the day's refusal ends too: parents stay welcome until Thursday.
        assertThat(wednesday.now().until()).isEqualTo(instant("2026-11-26T08:00:00+01:00"));
        assertThat(wednesday.next()).isNotNull();
        assertThat(wednesday.next().access()).isEqualTo(Access.REFUSED);
        assertThat(wednesday.next().until()).isEqualTo(instant("2026-11-26T18:00:00+01:00"));
    }

    @Test
    void anotherRefusalIsAnotherAnswer() {
        Policy policy = Samples.written(HEAD + """
                rules:
                  - {name: matin, roles: [parent], from: "08:00", to: "12:00", effect: refuse, message: Le matin}
                  - {name: midi, roles: [parent], from: "12:00", to: "14:00", effect: refuse, message: À midi}
                """);
        Explanation explanation = Samples.explain(policy, "parent", "2026-11-24T08:30");
        assertThat(explanation.now().until()).isEqualTo(instant("2026-11-24T12:00:00+01:00"));
        assertThat(explanation.now().reopensAt()).isEqualTo(instant("2026-11-24T14:00:00+01:00"));
        ExplanationView view = ExplanationView.of(explanation, Locale.FRANCE);
        assertThat(view.next().rule()).isEqualTo("midi");
        assertThat(view.next().message()).isEqualTo("À midi");
        assertThat(view.window())
                .isEqualTo(new ExplanationView.WindowView("2026-11-24T08:00:00+01:00", "2026-11-24T12:00:00+01:00"));
    }

    @Test
    void aRefusalWithoutEndIsNotTakenForOneThatEndsAtMidnight() {
        Policy policy = Samples.written(HEAD + "rules:\n  - {name: jamais, roles: [parent], effect: refuse}\n");
        Explanation explanation = Samples.explain(policy, "parent", "2026-11-24T08:30");
        assertThat(explanation.next()).isNull();
        assertThat(explanation.now().changes()).isFalse();
        assertThat(explanation.now().until()).isAfter(instant("2028-11-24T00:00:00+01:00"));
        assertThat(ExplanationText.of(explanation, Locale.FRANCE))
                .anyMatch(line -> line.contains("aucun changement trouvé avant cette date"));
        assertThat(Samples.explain(policy, "eleve", "2026-11-24T08:30").now().until())
                .isEqualTo(Instant.MAX);
    }

    @Test
    void anOverseasClockIsReadThereEvenOnAnotherDate() {
        Policy policy = Samples.written(HEAD + """
                time-zone: Pacific/Tahiti
                school-calendar: Polynésie
                rules:
                  - {name: journee, roles: [parent], days: weekdays, from: "08:00", to: "18:00", effect: refuse}
                """);
        // 23:00 on Monday in Paris is noon there.
        ExplanationView view =
                ExplanationView.of(Samples.explain(policy, "parent", "2026-11-23T23:00:00+01:00"), Locale.FRANCE);
        assertThat(view.at()).isEqualTo("2026-11-23T12:00:00-10:00");
        assertThat(view.timeZone()).isEqualTo("Pacific/Tahiti");
        assertThat(view.verdict()).isEqualTo("refused");
        assertThat(view.until()).isEqualTo("2026-11-23T18:00:00-10:00");
        assertThat(view.day().kind()).isEqualTo("school-day");
        assertThat(view.next().until()).isEqualTo("2026-11-24T08:00:00-10:00");
    }

    @Test
    void aDayIsToldByWhatItIs() {
        Policy policy = Samples.policy("policy.yaml");
        assertThat(day(policy, "2026-12-25T12:00"))
                .isEqualTo(new ExplanationView.DayView("2026-12-25", "public-holiday", "Noël", "Noël", null, false));
        assertThat(day(policy, "2027-03-28T12:00"))
                .isEqualTo(new ExplanationView.DayView(
                        "2027-03-28",
                        "weekend",
                        null,
                        null,
                        new ExplanationView.ClockChangeView("2027-03-28T03:00:00+02:00", "02:00", "03:00"),
                        false));
        assertThat(day(policy, "2031-01-07T12:00").guessed()).isTrue();
        assertThat(day(Samples.written(HEAD), "2026-11-24T12:00").kind()).isEqualTo("weekday");
    }

    @Test
    void whatIsTypedIsWallTimeOrAnInstant() {
        Moments moments = new Moments(ZoneId.of("Europe/Paris"), Locale.ENGLISH);
        assertThat(moments.read(" 2026-11-24 08:30 ")).contains(instant("2026-11-24T08:30:00+01:00"));
        assertThat(moments.read("2026-11-24T08:30:00 01:00")).contains(instant("2026-11-24T08:30:00+01:00"));
        assertThat(moments.read("2026-11-24T08:30Z")).contains(instant("2026-11-24T08:30:00Z"));
        // It does not exist: an hour later. It comes twice: the first time.
        assertThat(moments.read("2027-03-28T02:30")).contains(instant("2027-03-28T03:30:00+02:00"));
        assertThat(moments.read("2026-10-25T02:30")).contains(instant("2026-10-25T02:30:00+02:00"));
        assertThat(moments.read("+999999999-12-31T23:59")).isEmpty();
        assertThat(moments.read("mardi")).isEmpty();
    }

    @Test
    void theFirstOfAMonthIsSaidAsPeopleSayIt() {
        Moments moments = new Moments(ZoneId.of("Europe/Paris"), Locale.FRANCE);
        assertThat(moments.say(instant("2026-12-01T08:05:00+01:00"))).isEqualTo("mardi 1er décembre 2026 à 8 h 05");
    }

    private static ExplanationView.DayView day(Policy policy, String at) {
        return ExplanationView.of(Samples.explain(policy, "eleve", at), Locale.FRANCE)
                .day();
    }

    private static Instant instant(String withOffset) {
        return OffsetDateTime.parse(withOffset).toInstant();
    }
}

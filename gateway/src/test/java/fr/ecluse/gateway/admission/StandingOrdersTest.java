package fr.ecluse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.StandingOrder.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandingOrdersTest {

    private final StandingOrders orders = new StandingOrders();

    @Test
    void nothingIsKnownBeforeTheLedgerWasHeard() {
        assertThat(orders.mode()).isNull();
        orders.passed(1);
        assertThat(orders.mode()).isNull();
        assertThat(orders.given(2)).isEmpty();
        heard(0, Orders.NONE);
        assertThat(orders.mode()).isEqualTo(Mode.ON);
        assertThat(orders.message().isEmpty()).isTrue();
    }

    @Test
    void anOrderEndsOnceItsTimeHasPassedWithoutTheLedger() {
        heard(5, mode("hold", 1, Duration.ofNanos(100)));
        orders.passed(104);
        assertThat(orders.mode()).isEqualTo(Mode.HOLD);
        assertThat(orders.given(104)).containsExactly(order("hold", 1, Duration.ofNanos(1)));
        orders.passed(105);
        assertThat(orders.mode()).isEqualTo(Mode.ON);
        assertThat(orders.given(105)).containsExactly(order(null, 1, null));
    }

    @Test
    void aLedgerThatForgotKnowsLessThanANodeUntilItHasBeenTold() {
        heard(1, mode("hold", 3, null));
        orders.forgotten();
        heard(2, Orders.NONE);
        assertThat(orders.mode()).isEqualTo(Mode.HOLD);
        heard(3, mode("off", 4, null));
        assertThat(orders.mode()).as("another node knew of a later one").isEqualTo(Mode.OFF);
        orders.told();
        heard(4, mode("observe", 2, null));
        assertThat(orders.mode()).as("the ledger's word counts again").isEqualTo(Mode.OBSERVE);
    }

    @Test
    void eachSubjectIsKeptByItself() {
        heard(1, mode("hold", 3, null));
        orders.forgotten();
        heard(
                2,
                Orders.of(List.of(new StandingOrder(
                        Subject.MESSAGE, VisitorMessage.line("Bonjour", "Hello"), 1, null, "astreinte", ""))));
        assertThat(orders.mode()).isEqualTo(Mode.HOLD);
        assertThat(orders.message().in(Locale.FRENCH)).isEqualTo("Bonjour");
        assertThat(orders.message().in(Locale.ENGLISH)).isEqualTo("Hello");
    }

    @Test
    void aWordOfALaterVersionIsNoneThatThisOneCouldObey() {
        heard(1, mode("frozen", 1, null));
        assertThat(orders.mode()).isEqualTo(Mode.ON);
        assertThat(orders.given(2)).as("but it is told on").containsExactly(order("frozen", 1, null));
    }

    @Test
    void aMessageInOneLanguageIsShownToEverybody() {
        assertThat(VisitorMessage.read(VisitorMessage.line("", "Hello")).in(Locale.FRENCH))
                .isEqualTo("Hello");
        assertThat(VisitorMessage.read(null).isEmpty()).isTrue();
        assertThat(VisitorMessage.read("\n").isEmpty()).isTrue();
    }

    private void heard(long askedNanos, Orders told) {
        orders.heard(told, askedNanos);
    }

    private static Orders mode(String word, long version, @Nullable Duration endsIn) {
        return Orders.of(List.of(order(word, version, endsIn)));
    }

    private static StandingOrder order(@Nullable String word, long version, @Nullable Duration endsIn) {
        String by = word == null ? "" : "astreinte";
        return new StandingOrder(Subject.MODE, word, version, endsIn, by, word == null ? "" : "essai");
    }
}

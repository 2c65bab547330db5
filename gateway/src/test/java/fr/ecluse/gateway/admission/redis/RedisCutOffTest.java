package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.policy.Role;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** One of two gateways can't reach Redis, and the other fills the ENT meanwhile. */
@ExtendWith(OutputCaptureExtension.class)
class RedisCutOffTest {

    @Test
    void aNodeThatIsCutOffGivesItsLeaseAndNoMoreWhileTheOtherFillsTheEnt(CapturedOutput output) {
        theOtherFillsTheEnt(CutLine::cut, output);
    }

    @Test
    void aNodeWhoseMessagesAreSwallowedAndArriveLateBreaksNothingEither(CapturedOutput output) {
        theOtherFillsTheEnt(CutLine::swallow, output);
    }

    private static void theOtherFillsTheEnt(Consumer<CutLine> fault, CapturedOutput output) {
        try (TestRedis redis = new TestRedis();
                CutLine line = new CutLine(redis.port());
                SeatedPair pair = SeatedPair.hastyHere("coupe", redis, List.of(line.uri()), List.of(redis.uri()))) {
            fault.accept(line);
            Await.until(() -> pair.here().lost() == 1);
            int filled = pair.fill(pair.there(), Role.ELEVE);
            int alone = pair.fill(pair.here(), Role.ENSEIGNANT);
            assertThat(alone).isEqualTo(22);
            assertThat(pair.here().given()).isEqualTo(22);
            // what the cut off node may still give is kept free, and nothing else
            assertThat(20 + filled + alone).isLessThanOrEqualTo(SeatedPair.RAISED);
            assertThat(filled).isGreaterThanOrEqualTo(SeatedPair.RAISED - 20 - 2 * 22);
            assertThat(pair.here().waitedInVain()).isLessThanOrEqualTo(1);
            assertThat(pair.there().waitedInVain()).isZero();

            line.mend();
            long since = System.nanoTime();
            Await.until(pair::isWhole);
            System.out.println("known again within ms=" + (System.nanoTime() - since) / 1_000_000);
            pair.fill(pair.there(), Role.ELEVE);
            pair.fill(pair.here(), Role.ELEVE);
            Await.until(pair::isWhole);
            assertThat(pair.seated()).isLessThanOrEqualTo(SeatedPair.RAISED);
            pair.witness().nobodyNoticed();
            assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(2);
            assertThat(output).doesNotContain("ledger-forgot");
        }
    }

    @Test
    void whoeverLeftOnACutOffNodeHasLeftEverywhereOnceItIsBack() {
        try (TestRedis redis = new TestRedis();
                CutLine line = new CutLine(redis.port());
                SeatedPair pair = new SeatedPair("depart", redis, List.of(line.uri()), List.of(redis.uri()))) {
            assertThat(pair.there().seats(3, Role.ELEVE)).isTrue(); // who sits here, too
            line.cut();
            Await.until(() -> pair.here().lost() == 1);
            pair.witness().leaves(3);
            Assertions.assertThatThrownBy(() ->
                            pair.here().seats().release(person(3), "seance").block())
                    .isInstanceOf(LedgerUnavailableException.class);
            assertThat(pair.here().holds(3)).isFalse();
            assertThat(pair.there().holds(3)).isTrue(); // nobody could tell it
            pair.joined(-1);
            line.mend();
            Await.until(() -> !pair.there().holds(3));
            Await.until(pair::isWhole);
            Await.until(() -> pair.there().ledger().session("seance").block() == SessionState.ENDED); // is told last
            pair.witness().nobodyNoticed();
        }
    }
}

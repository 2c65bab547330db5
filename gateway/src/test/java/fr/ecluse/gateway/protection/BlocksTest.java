package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlocksTest {

    /** The ledger's clock when the test begins. */
    private static final long NOW = 1_795_510_800_000L;

    private static final long MINUTE = 60_000;

    private final AtomicLong nanos = new AtomicLong(77);
    private final Blocks blocks = new Blocks(nanos::get);

    @Test
    void whereNothingWasEverHeardNobodyIsTurnedAway() {
        assertThat(turnedAway("203.0.113.7")).isNull();
        blocks.heard(null, NOW);
        assertThat(turnedAway("203.0.113.7")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.112.0/23, 203.0.113.9, true",
        "128.0.0.0/1, 255.1.2.3, true",
        "128.0.0.0/1, 127.255.255.255, false",
        "2001:db8:1::/48, 2001:db8:1:ffff::1, true",
        "2001:db8:1::/48, 2001:db8:2::1, false",
        "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
        "2001:db8::/65, 2001:db8::8000:0:0:1, false",
        "2001:db8::5, 2001:db8::5, true",
        "2001:db8::5, 2001:db8::6, false",
        "::/16, 0.0.113.7, false",
        "0.0.0.0/8, ::1, false",
        "203.0.113.7, ::ffff:203.0.113.7, true",
    })
    void aClientIsTurnedAwayIfItLiesInTheNetwork(String network, String client, boolean turnedAway) {
        heard(block(network, MINUTE));
        assertThat(turnedAway(client) != null).isEqualTo(turnedAway);
    }

    @Test
    void aClientStaysAwayForWhatIsLeftAndAnHourAtMost() {
        heard(block("203.0.113.0/24", 90 * MINUTE));
        assertThat(turnedAway("203.0.113.7")).isEqualTo(Duration.ofHours(1));
        pass(Duration.ofMinutes(60));
        assertThat(turnedAway("203.0.113.7")).isEqualTo(Duration.ofMinutes(30));
        pass(Duration.ofMinutes(30).minusMillis(1));
        assertThat(turnedAway("203.0.113.7")).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(turnedAway("203.0.113.7"))
                .as("without having heard anything since")
                .isNull();
    }

    @Test
    void ofSeveralBlocksTheLatestEndCounts() {
        heard(block("203.0.113.7", 2 * MINUTE), block("203.0.113.0/24", 5 * MINUTE), block("203.0.0.0/16", MINUTE));
        assertThat(turnedAway("203.0.113.7")).isEqualTo(Duration.ofMinutes(5));
        assertThat(turnedAway("203.0.1.1")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void theLedgersClockCountsWhereverItStands() {
        heard(block("203.0.113.7", 10 * MINUTE));
        blocks.heard(
                BlockList.read(null)
                        .with(List.of(block("203.0.113.7", 10 * MINUTE)))
                        .text(),
                NOW + 7 * MINUTE);
        assertThat(turnedAway("203.0.113.7")).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void whoeverIsTakenOffTheListMayCome() {
        heard(block("203.0.113.7", MINUTE), block("2001:db8::/32", MINUTE));
        heard(block("203.0.113.7", MINUTE));
        assertThat(turnedAway("2001:db8::1")).isNull();
        assertThat(turnedAway("203.0.113.7")).isNotNull();
        heard();
        assertThat(turnedAway("203.0.113.7")).isNull();
    }

    @Test
    void aListSaysTheSameAfterItWasTextAndForgetsWhatHasEnded() {
        BlockList list = BlockList.read(null)
                .with(List.of(
                        new Block(network("203.0.113.0/24"), NOW, "astreinte", "trop de demandes : \"essai\""),
                        new Block(network("2001:db8::/32"), NOW + 1, "a b", "")));
        assertThat(BlockList.read(list.text()).all()).isEqualTo(list.all());
        assertThat(list.standing(NOW).all()).extracting(Block::network).containsExactly(network("2001:db8::/32"));
        assertThat(list.without(network("203.0.113.0/24")).size()).isEqualTo(1);
        assertThat(list.standing(NOW + 1).text()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "203.0.113.7\t12", "hôte\t12\ta\tb", "203.0.113.7\tdemain\ta\tb", "\n\n"})
    void whatCanNotBeReadBlocksNobody(String text) {
        assertThat(BlockList.read(text).all()).isEmpty();
    }

    @Test
    void aTableOfThousandsAnswersAsAWalkOverAllOfThemWould() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Block> all = new ArrayList<>();
        for (int i = 0; i < BlockList.MOST; i++) {
            boolean six = random.nextInt(4) == 0;
            int bits = six ? 20 + random.nextInt(109) : 12 + random.nextInt(21);
            all.add(new Block(
                    new Network(address(random, six), bits).canonical(), NOW + 1 + random.nextInt(1000), "a", "b"));
        }
        BlockTable table = BlockTable.of(all);
        for (int i = 0; i < 2_000; i++) {
            InetAddress client = address(random, i % 4 == 0);
            long expected = all.stream()
                    .filter(block -> block.network().contains(client))
                    .mapToLong(Block::untilMillis)
                    .max()
                    .orElse(-1);
            assertThat(Math.max(-1, table.untilMillis(client)))
                    .as("seed %d, client %s", seed, client)
                    .isEqualTo(expected);
        }
    }

    /** From few enough that many lie in some block. */
    private static InetAddress address(Random random, boolean six) {
        byte[] bytes = new byte[six ? 16 : 4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(i < bytes.length / 2 ? 8 : 4) << 5);
        }
        bytes[0] = (byte) (six ? 0x20 : 203);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void heard(Block... all) {
        blocks.heard(BlockList.read(null).with(List.of(all)).text(), NOW);
    }

    private @Nullable Duration turnedAway(String client) {
        try {
            return blocks.turnedAway(InetAddress.getByName(client));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Block block(String network, long lastsMillis) {
        return new Block(network(network), NOW + lastsMillis, "astreinte", "essai");
    }

    private static Network network(String text) {
        return Objects.requireNonNull(Network.parse(text));
    }
}

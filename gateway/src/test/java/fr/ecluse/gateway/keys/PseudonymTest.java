package fr.ecluse.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PseudonymTest {

    @Test
    void itsBytesAreBigEndianHighHalfFirst() {
        Pseudonym pseudonym = new Pseudonym(0x0102030405060708L, 0xF1F2F3F4F5F6F7F8L);

        assertThat(pseudonym.bytes()).isEqualTo(HexFormat.of().parseHex("0102030405060708f1f2f3f4f5f6f7f8"));
    }

    @Test
    void whatItsBytesSayIsReadAgainAtAnyOffset() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Pseudonym pseudonym = new Pseudonym(random.nextLong(), random.nextLong());
            int offset = random.nextInt(20);
            byte[] around = new byte[offset + Pseudonym.BYTES + random.nextInt(20)];
            random.nextBytes(around);
            System.arraycopy(pseudonym.bytes(), 0, around, offset, Pseudonym.BYTES);

            assertThat(Pseudonym.read(around, offset)).as("seed %d", seed).isEqualTo(pseudonym);
        }
    }

    @Test
    void fewerThanSixteenBytesAreNoPseudonym() {
        assertThatThrownBy(() -> Pseudonym.read(new byte[15], 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Pseudonym.read(new byte[20], 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void whoeverChangesTheBytesDoesNotChangeThePseudonym() {
        Pseudonym pseudonym = new Pseudonym(-5, 7);
        Arrays.fill(pseudonym.bytes(), (byte) 0);

        assertThat(Pseudonym.read(pseudonym.bytes(), 0)).isEqualTo(new Pseudonym(-5, 7));
    }

    @Test
    void theOrderIsThatOfTheBytesReadAsUnsignedNumbers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long[] edges = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE};
        for (int i = 0; i < 1_000; i++) {
            Pseudonym left = new Pseudonym(edges[random.nextInt(edges.length)], random.nextLong());
            Pseudonym right = new Pseudonym(edges[random.nextInt(edges.length)], edges[random.nextInt(edges.length)]);
            int expected = Arrays.compareUnsigned(left.bytes(), right.bytes());

            assertThat(Integer.signum(left.compareTo(right)))
                    .as("seed %d: %s and %s", seed, left, right)
                    .isEqualTo(Integer.signum(expected));
        }
    }

    @Test
    void aHighHalfThatWouldBeNegativeComesLast() {
        assertThat(new Pseudonym(Long.MIN_VALUE, 0)).isGreaterThan(new Pseudonym(Long.MAX_VALUE, -1));
        assertThat(new Pseudonym(1, -1)).isGreaterThan(new Pseudonym(1, Long.MAX_VALUE));
        assertThat(new Pseudonym(3, 4)).isEqualByComparingTo(new Pseudonym(3, 4));
    }

    @Test
    void itsTextIsTwentyTwoCharactersThatNeedNoEscapeInAUrl() {
        assertThat(Pseudonym.read(HexFormat.of().parseHex("76bf6bb73e0a323dbf3127fef3a1554a"), 0))
                .hasToString("dr9rtz4KMj2_MSf-86FVSg");
        assertThat(new Pseudonym(0, 0)).hasToString("A".repeat(22));
        assertThat(new Pseudonym(-1, -1)).hasToString("_".repeat(21) + "w");
    }
}

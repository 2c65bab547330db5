package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicketsTest {

    private static final Keyring.Key OLD = key("2026", 1);
    private static final Keyring.Key NEW = key("2027", 2);
    private static final Ticket TICKET = new Ticket(new Pseudonym(-5, 7), Role.ELEVE, 1_795_500_000_123L);

    private final Tickets tickets = new Tickets(new Keyring(List.of(OLD)), "aura");

    @Test
    void whatWasIssuedOpensAgain() {
        assertThat(tickets.open(tickets.issue(TICKET))).isEqualTo(TICKET);
    }

    @Test
    void anyTicketOpensAgainAndFitsACookie() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Ticket ticket = new Ticket(
                    new Pseudonym(random.nextLong(), random.nextLong()),
                    new Role("é".repeat(random.nextInt(40)) + random.nextInt()),
                    random.nextLong());
            String text = tickets.issue(ticket);
            assertThat(text)
                    .as("seed %d", seed)
                    .hasSizeLessThanOrEqualTo(Tickets.MAX_CHARS)
                    .matches("[A-Za-z0-9_-]+");
            assertThat(tickets.open(text)).as("seed %d", seed).isEqualTo(ticket);
        }
    }

    @Test
    void aRoleTooLongForATicketIsSaidWhenIssuing() {
        Ticket longest = new Ticket(TICKET.person(), new Role("r".repeat(164)), 1);
        assertThat(tickets.issue(longest)).hasSize(Tickets.MAX_CHARS);
        Ticket tooLong = new Ticket(TICKET.person(), new Role("r".repeat(165)), 1);
        assertThatThrownBy(() -> tickets.issue(tooLong)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTicketOfAnotherEntDoesNotOpenEvenWithTheSameKeys() {
        Tickets neighbour = new Tickets(new Keyring(List.of(OLD)), "occitanie");
        assertThat(neighbour.open(tickets.issue(TICKET))).isNull();
    }

    @Test
    void theFirstKeySignsAndEveryKeyVerifies() {
        Tickets rotated = new Tickets(new Keyring(List.of(NEW, OLD)), "aura");
        Tickets onlyNew = new Tickets(new Keyring(List.of(NEW)), "aura");
        assertThat(rotated.open(tickets.issue(TICKET))).isEqualTo(TICKET);
        assertThat(onlyNew.open(rotated.issue(TICKET))).isEqualTo(TICKET);
        assertThat(tickets.open(rotated.issue(TICKET))).isNull();
    }

    @Test
    void noChangedCharacterOpens() {
        String text = tickets.issue(TICKET);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \u0000é";
        for (int at = 0; at < text.length(); at++) {
            for (char other : alphabet.toCharArray()) {
                if (other != text.charAt(at)) {
                    String changed = text.substring(0, at) + other + text.substring(at + 1);
                    assertThat(tickets.open(changed)).as(changed).isNull();
                }
            }
        }
    }

    @Test
    void noCutOrLengthenedTicketOpens() {
        String text = tickets.issue(TICKET);
        for (int length = 0; length < text.length(); length++) {
            assertThat(tickets.open(text.substring(0, length))).isNull();
        }
        for (String tail : List.of("A", "AAAA", "=", "==", " ", "\n")) {
            assertThat(tickets.open(text + tail)).isNull();
        }
        assertThat(tickets.open("A".repeat(1_000_000))).isNull();
    }

    @Test
    void garbageIsNobodysTicketAndNoError() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] issued = Base64.getUrlDecoder().decode(tickets.issue(TICKET));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(260)];
            random.nextBytes(bytes);
            // half of them begin like a true ticket, so that every check is reached
            if (random.nextBoolean()) {
                int like = Math.min(random.nextInt(issued.length), bytes.length);
                System.arraycopy(issued, 0, bytes, 0, like);
            }
            if (Arrays.equals(bytes, issued)) {
                continue; // chance has found the one byte that was left: it happens
            }
            String text = random.nextBoolean()
                    ? Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
                    : new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(tickets.open(text)).as("seed %d, round %d", seed, i).isNull();
        }
    }

    private static Keyring.Key key(String id, int fill) {
        byte[] secret = new byte[Keyring.SECRET_BYTES];
        Arrays.fill(secret, (byte) fill);
        return new Keyring.Key(id, secret);
    }
}

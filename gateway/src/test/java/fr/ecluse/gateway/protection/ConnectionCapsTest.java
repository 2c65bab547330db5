package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.protection.ConnectionCaps.Cap;
import fr.ecluse.gateway.protection.ConnectionCaps.Entered;
import fr.ecluse.gateway.protection.ConnectionCaps.Refused;
import fr.ecluse.gateway.settings.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionCapsTest {

    private static final int PER_ADDRESS = 3;

    private final ConnectionCaps caps =
            new ConnectionCaps(1_000, PER_ADDRESS, networks("192.0.2.0/24"), networks("10.0.0.0/8", "fd00::/8"));

    @Test
    void oneAddressHasSoManyAndAnotherAsMany() {
        take("198.51.100.1", PER_ADDRESS);

        assertThat(enter("198.51.100.1")).isEqualTo(new Refused(Cap.ADDRESS));
        take("198.51.100.2", PER_ADDRESS);
        assertThat(caps.open()).isEqualTo(2 * PER_ADDRESS);
    }

    @Test
    void whoeverLeavesMakesRoomOnce() {
        List<Entered> taken = take("198.51.100.1", PER_ADDRESS);
        taken.get(0).left();
        taken.get(0).left();

        take("198.51.100.1", 1);
        assertThat(enter("198.51.100.1")).isEqualTo(new Refused(Cap.ADDRESS));
        assertThat(caps.open()).isEqualTo(PER_ADDRESS);
    }

    @Test
    void connectionsOfSeatedPeopleAreNoStrangersOfTheirAddressButNotWithoutEnd() {
        for (int i = 0; i < PER_ADDRESS * ConnectionCaps.KNOWN_FACTOR; i++) {
            Entered entered = take("198.51.100.1", 1).get(0);
            entered.known();
            entered.known();
        }

        assertThat(enter("198.51.100.1")).isEqualTo(new Refused(Cap.ADDRESS));
    }

    @Test
    void aKnownConnectionThatEndsLeavesTheStrangersAsManyAsTheyWere() {
        Entered known = take("198.51.100.1", 1).get(0);
        known.known();
        take("198.51.100.1", PER_ADDRESS);
        known.left();
        known.known();

        assertThat(enter("198.51.100.1")).isEqualTo(new Refused(Cap.ADDRESS));
    }

    @Test
    void aHouseholdOfIpv6IsItsPrefix() {
        take("2001:db8:1:2::1", 1);
        take("2001:db8:1:2:ffff::1", PER_ADDRESS - 1);

        assertThat(enter("2001:db8:1:2::3")).isEqualTo(new Refused(Cap.ADDRESS));
        take("2001:db8:1:3::1", 1);
    }

    @Test
    void aSchoolHasManyMore() {
        take("192.0.2.7", PER_ADDRESS * ConnectionCaps.SCHOOL_FACTOR);

        assertThat(enter("192.0.2.7")).isEqualTo(new Refused(Cap.ADDRESS));
    }

    @Test
    void aProxyCarriesManyPeopleAndHasOnlyTheCapOfAllAndAFewMoreForItsProbes() {
        take("10.1.2.3", 400);
        take("fd00::1", 300);
        take("127.0.0.1", 200);
        take("::1", 100);

        assertThat(enter("198.51.100.1")).isEqualTo(new Refused(Cap.ALL));
        assertThat(caps.open()).isEqualTo(1_000);

        take("10.1.2.3", ConnectionCaps.FOR_PROBES);
        assertThat(enter("10.1.2.3")).isEqualTo(new Refused(Cap.ALL));
    }

    @Test
    void anotherLoopbackAddressIsNoProxy() {
        take("127.0.0.2", PER_ADDRESS);

        assertThat(enter("127.0.0.2")).isEqualTo(new Refused(Cap.ADDRESS));
    }

    @Test
    void nothingIsRememberedOfAddressesThatHaveLeft() throws InterruptedException {
        long seed = new Random().nextLong();
        CountDownLatch done = new CountDownLatch(4);
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(seed + thread);
            new Thread(() -> {
                        come(random);
                        done.countDown();
                    })
                    .start();
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(caps.open()).as("seed %d", seed).isZero();
        assertThat(caps.addresses()).as("seed %d", seed).isZero();
    }

    private void come(Random random) {
        List<Entered> here = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int what = random.nextInt(3);
            if (what == 0 && enter("198.51.100." + random.nextInt(20)) instanceof Entered entered) {
                here.add(entered);
            } else if (!here.isEmpty()) {
                Entered one = here.get(random.nextInt(here.size()));
                if (what == 1) {
                    one.known();
                } else {
                    one.left();
                    here.remove(one);
                }
            }
        }
        here.forEach(Entered::left);
    }

    private List<Entered> take(String address, int howMany) {
        List<Entered> taken = new ArrayList<>();
        for (int i = 0; i < howMany; i++) {
            ConnectionCaps.Outcome outcome = enter(address);
            assertThat(outcome).as("%s, connection %d", address, i).isInstanceOf(Entered.class);
            taken.add((Entered) outcome);
        }
        return taken;
    }

    private ConnectionCaps.Outcome enter(String address) {
        try {
            return caps.enter(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Network> networks(String... texts) {
        return List.of(texts).stream()
                .map(text -> Objects.requireNonNull(Network.parse(text)))
                .toList();
    }
}

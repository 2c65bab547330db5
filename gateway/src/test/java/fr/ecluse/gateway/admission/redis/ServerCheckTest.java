package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCheckTest {

    private static final String GOOD = """
            # Server\r
            redis_version:7.0.15\r
            # Memory\r
            maxmemory:1073741824\r
            maxmemory_policy:noeviction\r
            """;

    @Test
    void aServerThatKeepsWhatItIsGivenIsRight() {
        assertThat(ServerCheck.complaints(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "allkeys-random", "volatile-ttl", "volatile-lfu"})
    void aServerThatMayDropSeatsIsNot(String policy) {
        assertThat(ServerCheck.complaints(GOOD.replace("noeviction", policy)))
                .singleElement()
                .asString()
                .contains("maxmemory-policy is " + policy)
                .contains("noeviction");
    }

    @Test
    void withoutALimitNothingIsDroppedWhateverThePolicy() {
        assertThat(ServerCheck.complaints(
                        GOOD.replace("noeviction", "allkeys-lru").replace("1073741824", "0")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.0.16", "5.0.14", "2.8", "6.1.999"})
    void aServerThatIsTooOldIsNamed(String version) {
        assertThat(ServerCheck.complaints(GOOD.replace("7.0.15", version)))
                .singleElement()
                .asString()
                .contains("Redis " + version)
                .contains("6.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.2.0", "6.2", "7", "8.2.1", "10.0.0", "255.255.255", "unstable", ""})
    void everyOtherVersionIsTakenForNewEnough(String version) {
        assertThat(ServerCheck.complaints(GOOD.replace("7.0.15", version))).isEmpty();
    }

    @Test
    void aServerThatSaysNothingIsLeftInPeace() {
        assertThat(ServerCheck.complaints("")).isEmpty();
    }
}

package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of real servers, 6.2 and 7.0, for what they refuse within a script. */
class ServerRefusalTest {

    private static final String OF_6_2 =
            "ERR Error running script (call to f_9956f1241bdbccd5be73f5759adb97c7d6b0435d): @user_script:1: @user_script: 1: -";
    private static final String OF_7_0 = " script: 9956f1241bdbccd5be73f5759adb97c7d6b0435d, on @user_script:1.";

    @ParameterizedTest
    @CsvSource({
        "READONLY, READONLY You can't write against a read only replica., a replica answered",
        "NOREPLICAS, NOREPLICAS Not enough good replicas to write., takes no writes: too few replicas follow",
        "MISCONF, MISCONF Redis is configured to save RDB snapshots, takes no writes: it can't save them",
        "CLUSTERDOWN, CLUSTERDOWN The cluster is down, the cluster is down"
    })
    void aServerThatTakesNoWritesIsOfNoUseInBothWordings(String word, String said, String why) {
        for (String message : new String[] {said, OF_6_2 + said, said + OF_7_0}) {
            assertThat(ServerRefusal.of(message).word()).isEqualTo(word);
            assertThat(ServerRefusal.of(message).end()).isEqualTo(why);
        }
    }

    @Test
    void aServerShortOfMemoryIsKeptAndTheRemedyIsNamed() {
        String said = "OOM command not allowed when used memory > 'maxmemory'.";
        for (String message : new String[] {said, OF_6_2 + said, said + OF_7_0}) {
            ServerRefusal refusal = ServerRefusal.of(message);
            assertThat(refusal.word()).isEqualTo("OOM");
            assertThat(refusal.end()).isNull();
            assertThat(refusal.remedy()).contains("memory");
        }
    }

    @Test
    void aMissingRightIsNamedWithTheGuide() {
        for (String message : new String[] {
            "NOPERM this user has no permissions to run the 'evalsha' command",
            OF_6_2.replace(": -", ": ") + "The user executing the script can't run this command or subcommand"
        }) {
            assertThat(ServerRefusal.of(message).end()).isNull();
            assertThat(ServerRefusal.of(message).remedy()).contains("guide");
        }
    }

    @Test
    void whatIsNotKnownIsSaidAsItIs() {
        ServerRefusal refusal = ServerRefusal.of("ERR unknown command 'foo'");
        assertThat(refusal.word()).isEqualTo("ERR");
        assertThat(refusal.end()).isNull();
        assertThat(refusal.remedy()).isEmpty();
    }
}

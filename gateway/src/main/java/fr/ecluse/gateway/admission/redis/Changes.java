package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The words of the channel on which the scripts say what they changed: a word, or four letters and the rest. */
final class Changes {

    private static final int WORD = 4;

    private Changes() {}

    /** Null for what another version of this program may say. */
    static @Nullable LedgerChange read(byte[] message) {
        if (text(message, 0).equals("ceiling")) {
            return new LedgerChange.CeilingChanged();
        }
        if (text(message, 0).equals("orders")) {
            return new LedgerChange.OrdersChanged();
        }
        if (message.length < WORD) {
            return null;
        }
        String word = new String(message, 0, WORD, StandardCharsets.US_ASCII);
        if (word.equals("seat") && message.length >= WORD + Pseudonym.BYTES) {
            String session = text(message, WORD + Pseudonym.BYTES);
            return new LedgerChange.SeatReleased(Pseudonym.read(message, WORD), session.isEmpty() ? null : session);
        }
        if (word.equals("life")) {
            return new LedgerChange.Forgot(text(message, WORD));
        }
        return word.equals("role") ? new LedgerChange.RoleReleased(new Role(text(message, WORD))) : null;
    }

    private static String text(byte[] message, int from) {
        return new String(Arrays.copyOfRange(message, from, message.length), StandardCharsets.UTF_8);
    }
}

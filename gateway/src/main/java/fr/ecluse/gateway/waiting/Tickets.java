package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Writes tickets for browsers and reads them back.
 *
 * <p>A ticket is base64url, without padding, of
 *
 * <pre>
 *   version  1 byte   1
 *   key      4 bytes  which key signed
 *   person  16 bytes
 *   arrival  8 bytes  ms, big-endian
 *   role     the rest but 32 bytes, UTF-8
 *   mac     32 bytes  HMAC-SHA-256 of the ENT's name and everything above
 * </pre>
 *
 * <p>It is signed and not encrypted: it holds nothing that its bearer may not know. The ENT's name is signed without being
 * carried, so a ticket of another ENT does not open even where two ENTs share their keys. Thread-safe; each thread keeps
 * its own Mac.
 */
public final class Tickets {

    /** No ticket is longer. */
    public static final int MAX_CHARS = 300;

    private static final byte VERSION = 1;
    private static final int KEY_BYTES = Integer.BYTES;
    private static final int ROLE_AT = 1 + KEY_BYTES + Pseudonym.BYTES + Long.BYTES;
    private static final int MAC_BYTES = 32;
    private static final int MAX_BYTES = MAX_CHARS / 4 * 3;
    private static final int MAX_ROLE_BYTES = MAX_BYTES - ROLE_AT - MAC_BYTES;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final List<Signer> signers;

    /** @param ent the name that the settings give to the ledger ({@code ecluse.ledger.name}) */
    public Tickets(Keyring keyring, String ent) {
        this.signers = keyring.all().stream().map(key -> new Signer(key, ent)).toList();
    }

    /**
     * The text for the cookie and the {@code Ecluse-Place} header, at most {@link #MAX_CHARS} characters of base64url.
     *
     * @throws IllegalArgumentException if the role's name has no place in it: over 164 bytes
     */
    public String issue(Ticket ticket) {
        byte[] role = ticket.lane().name().getBytes(StandardCharsets.UTF_8);
        if (role.length > MAX_ROLE_BYTES) {
            throw new IllegalArgumentException("a role's name of " + role.length + " bytes is too long for a ticket");
        }
        Signer signer = signers.get(0);
        ByteBuffer written = ByteBuffer.allocate(ROLE_AT + role.length + MAC_BYTES)
                .put(VERSION)
                .putInt(signer.tag)
                .putLong(ticket.person().high())
                .putLong(ticket.person().low())
                .putLong(ticket.arrivalMillis())
                .put(role);
        written.put(signer.sign(written.array(), written.position()));
        return ENCODER.encodeToString(written.array());
    }

    /** The ticket, or null for whatever this ENT did not sign: the text may be anything at all. */
    public @Nullable Ticket open(String text) {
        byte[] bytes = decode(text);
        if (bytes == null || bytes.length < ROLE_AT + MAC_BYTES || bytes[0] != VERSION) {
            return null;
        }
        int signed = bytes.length - MAC_BYTES;
        int tag = ByteBuffer.wrap(bytes).getInt(1);
        for (Signer signer : signers) {
            if (signer.tag == tag && signer.signed(bytes, signed)) {
                return read(bytes, signed);
            }
        }
        return null;
    }

    private static Ticket read(byte[] bytes, int signed) {
        Pseudonym person = Pseudonym.read(bytes, 1 + KEY_BYTES);
        long arrivalMillis = ByteBuffer.wrap(bytes).getLong(ROLE_AT - Long.BYTES);
        Role lane = new Role(new String(bytes, ROLE_AT, signed - ROLE_AT, StandardCharsets.UTF_8));
        return new Ticket(person, lane, arrivalMillis);
    }

    private static byte @Nullable [] decode(String text) {
        if (text.length() > MAX_CHARS) {
            return null;
        }
        try {
            byte[] bytes = DECODER.decode(text);
            // one ticket has one spelling: the decoder also takes padding and stray low bits
            return ENCODER.encodeToString(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** One key, with the ENT's name in front of all it signs. */
    private static final class Signer {

        private static final String HMAC = "HmacSHA256";

        /** Public: tells which key signed, whatever the length of its id in the settings. */
        private final int tag;

        private final byte[] ent;
        private final ThreadLocal<Mac> mac;

        Signer(Keyring.Key key, String ent) {
            SecretKeySpec secret = new SecretKeySpec(Keyring.derive(key, "ticket"), HMAC);
            this.tag = ByteBuffer.wrap(Keyring.derive(key, "ticket-tag")).getInt();
            byte[] name = ent.getBytes(StandardCharsets.UTF_8);
            this.ent = ByteBuffer.allocate(Integer.BYTES + name.length)
                    .putInt(name.length)
                    .put(name)
                    .array();
            this.mac = ThreadLocal.withInitial(() -> start(secret));
        }

        byte[] sign(byte[] bytes, int length) {
            Mac mine = mac.get();
            mine.update(ent);
            mine.update(bytes, 0, length);
            return mine.doFinal();
        }

        boolean signed(byte[] bytes, int length) {
            return MessageDigest.isEqual(sign(bytes, length), Arrays.copyOfRange(bytes, length, bytes.length));
        }

        private static Mac start(SecretKeySpec secret) {
            try {
                Mac mac = Mac.getInstance(HMAC);
                mac.init(secret);
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + HMAC, e);
            }
        }
    }
}

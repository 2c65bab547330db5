package fr.ecluse.gateway.admission.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The scripts of the ledger: one resource file each, read once, with what they share before it. */
enum Script {
    ANNOUNCE("announce"),
    ADMIT("admit"),
    RENEW("renew"),
    SERVE("serve"),
    RENEW_SERVICES("renew-services"),
    REENTER_SERVICES("reenter-services"),
    RELEASE("release"),
    RELEASE_ROLE("release-role"),
    SESSION("session"),
    BIND("bind"),
    END_SESSIONS("end-sessions"),
    CENSUS("orders", "census"),
    CEILING("ceiling"),
    ORDER("orders", "order"),
    READ_ORDER("orders", "read-order"),
    RECALL_ORDER("orders", "recall-order"),
    HELLO("hello"),
    LEASE("lease"),
    RECALL("recall"),
    REENTER("reenter"),
    EXPECT("expect"),
    LOGINS("logins"),
    NOTE("note"),
    AUDIT("audit"),
    SHELF_READ("shelf-read"),
    SHELF_REPLACE("shelf-replace"),
    ADD_TO_DAY("add-to-day"),
    READ_DAY("read-day");

    private final String text;
    private final String digest;

    /** @param names of the files, in order, the script itself last */
    Script(String... names) {
        StringBuilder all = new StringBuilder(read("prelude") + read("ledger") + read("services"));
        for (String name : names) {
            all.append(read(name));
        }
        text = all.toString();
        try {
            // Redis names a script by SHA-1; nothing is secured by it
            digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** What Redis runs. */
    String text() {
        return text;
    }

    /** What Redis calls it, 40 hex digits. */
    String digest() {
        return digest;
    }

    private static String read(String name) {
        try (InputStream resource = Script.class.getResourceAsStream(name + ".lua")) {
            if (resource == null) {
                throw new IllegalStateException("the script " + name + " is missing from this build");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

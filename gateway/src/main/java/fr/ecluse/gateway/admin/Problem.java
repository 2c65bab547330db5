package fr.ecluse.gateway.admin;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call came to instead of an answer: RFC 9457, with a sentence that says what to do. It travels as an exception
 * because most are found deep in a call, and carries no stack trace because none is a fault of the program.
 */
final class Problem extends RuntimeException {

    /** Each with its status; the sentences are in {@code words.properties} and {@code words_fr.properties}. */
    enum Kind {
        TOKEN_MISSING(401),
        TOKEN_WRONG(401),
        SCOPE_TOO_NARROW(403),
        TOO_MANY_FAILURES(429),
        NO_SUCH_CALL(404),
        NO_SUCH_METHOD(405),
        BODY_TOO_LARGE(413),
        BODY_UNREADABLE(400),
        SESSIONS_MISSING(400),
        MODE_UNKNOWN(400),
        ON_HAS_NO_END(400),
        MESSAGE_MISSING(400),
        MESSAGE_NOT_PLAIN(400),
        MESSAGE_TOO_LONG(400),
        REASON_MISSING(400),
        REASON_TOO_LONG(400),
        UNTIL_UNREADABLE(400),
        UNTIL_PAST(400),
        VERSION_UNREADABLE(400),
        UNTIL_TOO_FAR(400),
        LIMITS_MISSING(400),
        NETWORK_MISSING(400),
        NETWORK_UNREADABLE(400),
        ROLE_UNKNOWN(400),
        AT_UNREADABLE(400),
        ROLE_OR_USER(400),
        LIMIT_UNREADABLE(400),
        FROM_UNREADABLE(400),
        DAY_UNREADABLE(400),
        NO_REPORT(404),
        NO_SUCH_BLOCK(404),
        CEILING_CHANGED(412),
        MODE_CHANGED(412),
        MESSAGE_CHANGED(412),
        BLOCKS_CHANGED(412),
        LIMITS_CHANGED(412),
        CEILING_TOO_LOW(422),
        CEILING_TOO_HIGH(422),
        LIMITS_OUT_OF_BOUNDS(422),
        BLOCK_LOOPBACK(422),
        BLOCK_TRUSTED_PROXY(422),
        BLOCK_TOO_WIDE(422),
        BLOCK_SCHOOL_NETWORK(422),
        TOO_MANY_BLOCKS(422),
        TOO_MANY_LISTENERS(503),
        LEDGER_UNAVAILABLE(503),
        FAULT(500);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }

        String type() {
            return "urn:ecluse:admin:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final transient List<Object> details;
    private final transient Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /** @param details what the kind's sentence has holes for */
    Problem(Kind kind, Object... details) {
        super(kind.name(), null, false, false);
        this.kind = kind;
        this.details = Arrays.asList(details);
    }

    /** Adds a fact that a program can read. */
    Problem with(String member, @Nullable Object value) {
        members.put(member, value);
        return this;
    }

    Kind kind() {
        return kind;
    }

    /** A fact that was added. */
    String text(String member) {
        return String.valueOf(members.get(member));
    }

    Map<String, @Nullable Object> document(Locale locale) {
        Words words = Words.in(locale);
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("type", kind.type());
        document.put("title", words.of(kind + ".title"));
        document.put("status", kind.status());
        document.put("detail", words.of(kind + ".detail", details.toArray()));
        document.putAll(members);
        return document;
    }
}

package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.settings.Settings.Admin.Scope;
import fr.ecluse.gateway.settings.Settings.Admin.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of the settings, known by their SHA-256 only; without any, one random token that may operate and lives as long
 * as the process. Immutable and thread-safe.
 */
public final class AdminTokens {

    /** The name, in the audit, of the token that was made at the start. */
    static final String MADE_AT_START = "startup";

    private static final int RANDOM_BYTES = 24;

    private final List<Token> tokens;
    private final @Nullable String made;

    private AdminTokens(List<Token> tokens, @Nullable String made) {
        this.tokens = tokens;
        this.made = made;
    }

    /** @param configured may be empty: then a token is made, see {@link #made()} */
    public static AdminTokens of(List<Token> configured) {
        if (!configured.isEmpty()) {
            return new AdminTokens(List.copyOf(configured), null);
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String made = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return new AdminTokens(List.of(new Token(MADE_AT_START, sha256(made), Scope.OPERATE)), made);
    }

    /** The token that was made because the settings name none; null if they do. */
    @Nullable
    String made() {
        return made;
    }

    /** Whose token this is; null: nobody's. Takes the same time whichever token it is, and however close a guess is. */
    @Nullable
    Operator holder(String token) {
        byte[] digest = sha256(token);
        Operator holder = null;
        for (Token known : tokens) {
            if (MessageDigest.isEqual(digest, known.sha256())) {
                holder = new Operator(known.name(), known.scope());
            }
        }
        return holder;
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

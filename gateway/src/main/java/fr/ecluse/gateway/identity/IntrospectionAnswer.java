package fr.ecluse.gateway.identity;

import com.nimbusds.jose.util.JSONObjectUtils;
import fr.ecluse.gateway.settings.Settings;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a provider says of an opaque token (RFC 7662 §2.2). A member of the wrong kind makes the whole answer unusable. */
sealed interface IntrospectionAnswer {

    /** The token is nobody's, or no longer: the provider does not say which. */
    record Inactive() implements IntrospectionAnswer {}

    /**
     * The token is somebody's; whether it is for us, {@link #check} tells.
     *
     * @param subject {@code sub}, else {@code username}
     */
    record Active(
            @Nullable String subject,
            @Nullable Instant expires,
            @Nullable Instant notBefore,
            @Nullable String issuer,
            List<String> audience,
            List<String> types,
            Attributes attributes)
            implements IntrospectionAnswer {

        /**
         * Of {@code token_type} and of Keycloak's {@code typ}. A refresh token is active too, and so is one that needs a proof
         * of possession: neither says who sends it as a bearer.
         */
        private static final Set<String> TYPES = Set.of("bearer", "jwt", "at+jwt");

        /** @throws TokenRefusedException with the same words as for a signed token */
        void check(Settings.Introspection terms, Instant now) {
            if (!TYPES.containsAll(types)) {
                throw new TokenRefusedException("type");
            }
            if (issuer != null && terms.issuer() != null && !issuer.equals(terms.issuer())) {
                throw new TokenRefusedException("issuer");
            }
            if (terms.audience() != null && !audience.contains(terms.audience())) {
                throw new TokenRefusedException("audience");
            }
            if (expires != null && !expires.isAfter(now.minus(TokenVerifier.SKEW))) {
                throw new TokenRefusedException("expired");
            }
            if (notBefore != null && notBefore.isAfter(now.plus(TokenVerifier.SKEW))) {
                throw new TokenRefusedException("not-yet-valid");
            }
        }
    }

    /** @throws ProviderException if it is no answer as the RFC has it */
    static IntrospectionAnswer read(String body) {
        if (!body.stripLeading().startsWith("{")) {
            throw new ProviderException("introspection answered with no JSON object");
        }
        Map<String, Object> said;
        try {
            said = JSONObjectUtils.parse(body);
        } catch (ParseException e) {
            throw new ProviderException("an unreadable answer of the introspection", e);
        }
        if (!(said.get("active") instanceof Boolean active)) {
            throw new ProviderException("introspection does not say whether the token is active");
        }
        if (!active) {
            return new Inactive();
        }
        Attributes attributes = Attributes.of(said);
        String subject = text(said, "sub");
        return new Active(
                subject != null ? subject : text(said, "username"),
                instant(said, "exp"),
                instant(said, "nbf"),
                text(said, "iss"),
                texts(said, "aud"),
                List.of("token_type", "typ").stream()
                        .map(name -> text(said, name))
                        .filter(type -> type != null)
                        .map(type -> type.toLowerCase(Locale.ROOT))
                        .toList(),
                attributes);
    }

    private static @Nullable String text(Map<String, Object> said, String name) {
        Object value = said.get(name);
        if (value != null && !(value instanceof String)) {
            throw wrong(name);
        }
        return (String) value;
    }

    private static @Nullable Instant instant(Map<String, Object> said, String name) {
        Object value = said.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number seconds) || !(seconds.doubleValue() >= 0 && seconds.doubleValue() < 1e11)) {
            throw wrong(name);
        }
        return Instant.ofEpochSecond(seconds.longValue());
    }

    private static List<String> texts(Map<String, Object> said, String name) {
        Object value = said.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof String one) {
            return List.of(one);
        }
        if (value instanceof List<?> several && several.stream().allMatch(String.class::isInstance)) {
            return several.stream().map(String.class::cast).toList();
        }
        throw wrong(name);
    }

    private static ProviderException wrong(String name) {
        return new ProviderException("introspection answered with a “" + name + "” of another kind");
    }
}

package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.Settings.Identity.Login;
import fr.ecluse.gateway.settings.Settings.Oidc.ClientAuthentication;
import fr.ecluse.gateway.settings.Settings.Roles.Preset;
import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks {@code ecluse.identity}. */
record IdentityCheck(Findings findings) {

    static final String WHERE = "ecluse.identity";

    /** JWA (RFC 7518 §3.1, RFC 8037, RFC 9864) without what needs a shared secret: whoever could verify could forge. */
    private static final Set<String> ALGORITHMS = new LinkedHashSet<>(List.of(
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"));

    /** CAS Protocol 3.0 §2.8. */
    private static final String CAS_3 = "/p3/serviceValidate";

    /** Of a path and a query, what stands in an address as it is (RFC 3986 §3.3, §3.4); no second address can be meant. */
    private static final Pattern CAS_PATH = Pattern.compile("/(?!/)[A-Za-z0-9/_.~-]*(?:\\?[A-Za-z0-9_.~=&-]+)?");

    private static final Duration DEFAULT_REMEMBER = Duration.ofSeconds(60);
    private static final Duration LONGEST_REMEMBER = Duration.ofMinutes(10);
    private static final List<String> DEFAULT_SCOPES = List.of("openid", "profile");

    Settings.Identity check(RawSettings.Identity raw) {
        var bearer = new ArrayList<Settings.Bearer>();
        for (int i = 0; i < raw.bearer().size(); i++) {
            bearer.add(bearer(Findings.at(WHERE + ".bearer", i), raw.bearer().get(i)));
        }
        return new Settings.Identity(
                List.copyOf(bearer),
                raw.introspection() == null ? null : introspection(WHERE + ".introspection", raw.introspection()),
                raw.oidc() == null ? null : oidc(WHERE + ".oidc", raw.oidc()),
                raw.cas() == null ? null : cas(WHERE + ".cas", raw.cas()),
                login(raw),
                new Settings.Roles(
                        presets(raw.roles().presets()), map(raw.roles().map())),
                findings.optional(WHERE + ".person.attribute", raw.person().attribute()));
    }

    private Settings.Bearer bearer(String where, RawSettings.Bearer raw) {
        return new Settings.Bearer(
                findings.required(where + ".issuer", raw.issuer(), "issuer: https://sso.example.fr/realms/ent"),
                findings.url(where + ".jwks-uri", raw.jwksUri(), "jwks-uri: https://sso.example.fr/…/certs"),
                findings.required(where + ".audience", raw.audience(), "audience: ent"),
                algorithms(where + ".algorithms", raw.algorithms()));
    }

    private Set<String> algorithms(String where, List<String> raw) {
        if (raw.isEmpty()) {
            return Set.of("RS256");
        }
        for (int i = 0; i < raw.size(); i++) {
            String at = Findings.at(where, i);
            String given = findings.optional(at, raw.get(i));
            if (given == null || ALGORITHMS.contains(given)) {
                continue;
            }
            boolean forgeable = given.startsWith("HS") || given.equalsIgnoreCase("none");
            findings.add(
                    at, forgeable ? Fault.ALGORITHM_SYMMETRIC : Fault.NOT_ONE_OF, given, String.join(", ", ALGORITHMS));
        }
        return Set.copyOf(new LinkedHashSet<>(raw));
    }

    private Settings.Introspection introspection(String where, RawSettings.Introspection raw) {
        URI uri = findings.optionalUrl(where + ".uri", raw.uri());
        if (raw.uri() == null && raw.issuer() == null) {
            findings.add(where + ".uri", Fault.INTROSPECTION_URI);
        }
        String issuer = raw.uri() != null
                ? findings.optional(where + ".issuer", raw.issuer())
                : Objects.toString(findings.optionalUrl(where + ".issuer", raw.issuer()), null); // to the metadata
        return new Settings.Introspection(
                uri,
                findings.required(where + ".client-id", raw.clientId(), "client-id: ecluse"),
                findings.required(
                        where + ".client-secret", raw.clientSecret(), "client-secret: \"${INTROSPECTION_SECRET}\""),
                issuer,
                findings.optional(where + ".audience", raw.audience()),
                findings.duration(
                        where + ".remember",
                        raw.remember(),
                        DEFAULT_REMEMBER,
                        Duration.ofSeconds(1),
                        LONGEST_REMEMBER));
    }

    private Settings.Oidc oidc(String where, RawSettings.Oidc raw) {
        var scopes = new LinkedHashSet<String>();
        scopes.add("openid");
        scopes.addAll(raw.scopes().isEmpty() ? DEFAULT_SCOPES : raw.scopes());
        boolean byHand = raw.authorizationEndpoint() != null && raw.tokenEndpoint() != null && raw.jwksUri() != null;
        String example = "issuer: https://sso.example.fr/realms/ent";
        String issuer = byHand
                ? findings.required(where + ".issuer", raw.issuer(), example)
                : findings.url(where + ".issuer", raw.issuer(), example).toString();
        return new Settings.Oidc(
                issuer,
                findings.required(where + ".client-id", raw.clientId(), "client-id: ent"),
                new SecretCheck(findings)
                        .check(
                                where + ".client-secret",
                                raw.clientSecret(),
                                raw.clientSecretFile(),
                                "client-secret: \"${OIDC_SECRET}\""),
                clientAuthentication(where + ".client-authentication", raw.clientAuthentication()),
                scopes,
                findings.optionalUrl(where + ".authorization-endpoint", raw.authorizationEndpoint()),
                findings.optionalUrl(where + ".token-endpoint", raw.tokenEndpoint()),
                findings.optionalUrl(where + ".jwks-uri", raw.jwksUri()),
                findings.optionalUrl(where + ".userinfo-endpoint", raw.userinfoEndpoint()),
                findings.optionalUrl(where + ".end-session-endpoint", raw.endSessionEndpoint()));
    }

    private @Nullable ClientAuthentication clientAuthentication(String where, @Nullable String raw) {
        return findings.optional(where, raw) == null ? null : findings.oneOf(where, raw, ClientAuthentication.BASIC);
    }

    private Settings.Cas cas(String where, RawSettings.Cas raw) {
        URI url = findings.url(where + ".url", raw.url(), "url: https://cas.example.fr/cas");
        String text = url.toString().replaceAll("/+$", "");
        if (url.getRawQuery() != null || url.getRawFragment() != null || text.endsWith("/login")) {
            findings.add(where + ".url", Fault.CAS_URL);
        }
        String path = findings.optional(where + ".validate-path", raw.validatePath());
        if (path == null) {
            path = CAS_3;
        } else if (!CAS_PATH.matcher(path).matches()) {
            findings.add(where + ".validate-path", Fault.CAS_PATH, path);
            path = CAS_3;
        }
        return new Settings.Cas(URI.create(text), URI.create(text + path));
    }

    private Login login(RawSettings.Identity raw) {
        String where = WHERE + ".login";
        Login only = raw.oidc() == null && raw.cas() != null ? Login.CAS : Login.OIDC;
        Login login = findings.oneOf(where, raw.login(), only);
        if (raw.login() != null && (login == Login.CAS ? raw.cas() : raw.oidc()) == null) {
            findings.add(where, Fault.LOGIN_NOT_SET, login == Login.CAS ? "cas" : "oidc");
        }
        return login;
    }

    private Set<Preset> presets(@Nullable List<String> raw) {
        if (raw == null) {
            return Set.copyOf(EnumSet.allOf(Preset.class));
        }
        Set<Preset> presets = EnumSet.noneOf(Preset.class);
        for (int i = 0; i < raw.size(); i++) {
            presets.add(findings.oneOf(Findings.at(WHERE + ".roles.presets", i), raw.get(i), Preset.DIRECT));
        }
        return Set.copyOf(presets);
    }

    private List<Settings.Mapping> map(List<RawSettings.Mapping> raw) {
        var map = new ArrayList<Settings.Mapping>();
        for (int i = 0; i < raw.size(); i++) {
            String where = Findings.at(WHERE + ".roles.map", i);
            RawSettings.Mapping mapping = raw.get(i);
            map.add(new Settings.Mapping(
                    findings.required(where + ".attribute", mapping.attribute(), "attribute: profil"),
                    findings.required(where + ".value", mapping.value(), "value: \"Élève\""),
                    findings.required(where + ".role", mapping.role(), "role: eleve")));
        }
        return List.copyOf(map);
    }
}

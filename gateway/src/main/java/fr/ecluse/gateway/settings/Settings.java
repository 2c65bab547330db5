package fr.ecluse.gateway.settings;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checked settings of one gateway.
 *
 * @param keys none when the ledger is in memory and nothing was set: then a random one is made
 * @param policy the policy file, watched while the gateway runs
 * @param loginsPerSecond over all nodes
 * @param publicUrls how visitors reach the gateway; the first is the audience of {@code Ecluse-Assertion}
 * @param testClock where the clock starts, for trials; null: the real time
 */
public record Settings(
        List<Key> keys,
        Path policy,
        Ledger ledger,
        Identity identity,
        OptionalInt loginsPerSecond,
        List<URI> publicUrls,
        List<Network> trustedProxies,
        List<Network> schoolNetworks,
        Admin admin,
        @Nullable Instant testClock) {

    /** @param secret 32 bytes */
    public record Key(String id, byte[] secret) {}

    /**
     * The account of seats.
     *
     * @param name names the ENT's keys in Redis
     * @param uris one address, or the nodes of a cluster; empty in memory
     */
    public record Ledger(Kind kind, String name, List<URI> uris, OnLoss onLoss) {

        public enum Kind {
            MEMORY,
            REDIS
        }

        /** What newcomers get while the ledger is lost. */
        public enum OnLoss {
            /** Seats of a reserve held before the loss, then {@code unavailable}. */
            BOUNDED,
            /** {@code unavailable}. */
            REFUSE,
            /** Everybody enters, uncounted. */
            ADMIT
        }
    }

    /**
     * Who asks, and how they log in.
     *
     * @param introspection who is asked about tokens that say nothing themselves; null: nobody
     * @param login by which of the two a browser logs in that asks for neither
     * @param personAttribute the attribute that makes two logins the same person; null: issuer and subject
     */
    public record Identity(
            List<Bearer> bearer,
            @Nullable Introspection introspection,
            @Nullable Oidc oidc,
            @Nullable Cas cas,
            Login login,
            Roles roles,
            @Nullable String personAttribute) {

        /** Without introspection. */
        public Identity(
                List<Bearer> bearer,
                @Nullable Oidc oidc,
                @Nullable Cas cas,
                Login login,
                Roles roles,
                @Nullable String personAttribute) {
            this(bearer, null, oidc, cas, login, roles, personAttribute);
        }

        public enum Login {
            OIDC,
            CAS
        }
    }

    /** Tokens of one issuer. */
    public record Bearer(String issuer, URI jwksUri, String audience, Set<String> algorithms) {}

    /**
     * Who is asked about opaque tokens (RFC 7662).
     *
     * @param uri the endpoint; null: the one that the issuer's metadata names
     * @param issuer whose persons these are; null only if there is a {@code uri}, which then stands for it
     * @param audience for whom a token must be; null: for anybody
     * @param remember how long an answer counts, 1 s to 10 min: a revoked token is noticed after it at the latest
     */
    public record Introspection(
            @Nullable URI uri,
            String clientId,
            String clientSecret,
            @Nullable String issuer,
            @Nullable String audience,
            Duration remember) {

        /** What names a person together with the subject. */
        public String persons() {
            return issuer != null ? issuer : String.valueOf(uri);
        }
    }

    /**
     * The login by OIDC. Endpoints that are null come from the issuer's metadata.
     *
     * @param clientAuthentication null: as the metadata allow, basic if they allow it or there are none
     * @param scopes what the login asks for, {@code openid} included
     */
    public record Oidc(
            String issuer,
            String clientId,
            String clientSecret,
            @Nullable ClientAuthentication clientAuthentication,
            Set<String> scopes,
            @Nullable URI authorizationEndpoint,
            @Nullable URI tokenEndpoint,
            @Nullable URI jwksUri,
            @Nullable URI userinfoEndpoint,
            @Nullable URI endSessionEndpoint) {

        /** How the client gives its secret at the token endpoint (RFC 6749 §2.3.1). */
        public enum ClientAuthentication {
            /** In a header. */
            BASIC,
            /** In the body. */
            POST
        }
    }

    /**
     * The login by CAS.
     *
     * @param url where {@code /login} stands, without a slash at the end; with the user it names a person
     * @param validation where service tickets are validated; may have a query
     */
    public record Cas(URI url, URI validation) {}

    /** How profiles become roles: the presets first, then the map. */
    public record Roles(Set<Preset> presets, List<Mapping> map) {

        /** A family of profiles that French portals use. */
        public enum Preset {
            SDET,
            EDUCONNECT,
            ENTCORE,
            DIRECT
        }
    }

    /** @param role the role of whoever has this value in this attribute */
    public record Mapping(String attribute, String value, String role) {}

    /** @param port 0 to 65535; 0: any free one */
    public record Admin(int port, InetAddress address, List<Token> tokens) {

        /** @param sha256 of the token, 32 bytes: the token itself is nowhere in the settings */
        public record Token(String name, byte[] sha256, Scope scope) {}

        public enum Scope {
            VIEW,
            OPERATE
        }
    }
}

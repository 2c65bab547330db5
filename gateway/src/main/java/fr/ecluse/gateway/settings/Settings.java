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
        Connections connections,
        Throttle throttle,
        Guards guards,
        Admin admin,
        Pages pages,
        @Nullable Instant testClock) {

    /**
     * What one address of strangers may send.
     *
     * @param perSecond requests a second for long
     * @param burst what may come at once
     * @param schoolFactor how many times as much a school's network may send
     */
    public record Throttle(int perSecond, int burst, int schoolFactor) {

        /** A declared school network stands for a whole lycée, or for a département's schools. */
        public static final Throttle USUAL = new Throttle(100, 1_000, 20);

        public static final int MOST_PER_SECOND = 100_000;
        public static final int MOST_SCHOOL_FACTOR = 1_000;

        /** A credential that fails costs as much. */
        public static final int LEAST_BURST = 10;

        private static final int MOST_BURST = 1_000_000;
        private static final int SECONDS_TO_FILL = 600;

        /** No more than comes back in ten minutes: an address is remembered for as long. */
        public static int mostBurst(int perSecond) {
            return Math.min(MOST_BURST, SECONDS_TO_FILL * perSecond);
        }
    }

    /**
     * How much of what we call may be under way.
     *
     * @param upstreamAtOnce requests that wait for one service's answer; a route may say otherwise
     * @param providerPerSecond people who come back from the identity provider; empty: twice the rate of logins
     * @param providerAtOnce the same, under way at once
     * @param newTokensPerSecond bearer tokens that this node does not know and looks into
     */
    public record Guards(
            int upstreamAtOnce, OptionalInt providerPerSecond, int providerAtOnce, int newTokensPerSecond) {

        /** Half the connections that there are to one host: a service that hangs leaves the others their half. */
        public static final Guards USUAL = new Guards(500, OptionalInt.empty(), 64, 1_000);

        public static final int MOST_AT_ONCE = 100_000;
        public static final int MOST_PER_SECOND = 100_000;

        /** A few connections to the provider stay free for its keys. */
        public static final int MOST_AT_PROVIDER = 120;
    }

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

    /**
     * How the pages for visitors look.
     *
     * @param logo null: the program's own mark
     * @param colours null: the program's own
     * @param help where somebody finds help: an address, or a sentence; null: nowhere
     * @param templates a folder with files that replace the program's own; null: none
     */
    public record Pages(
            @Nullable Logo logo,
            @Nullable Colours colours,
            @Nullable String help,
            @Nullable Path templates) {

        public record Logo(String contentType, byte[] bytes) {}

        /** On light pages and on dark ones. */
        public record Colours(Shades light, Shades dark) {}

        /**
         * @param accent of links and buttons
         * @param over the same under the pointer
         * @param calm behind what matters
         * @param on of the text on a button
         */
        public record Shades(Colour accent, Colour over, Colour calm, Colour on) {}
    }

    /**
     * What visitors' connections may take up.
     *
     * @param most at once
     * @param perAddress at once from one address, of people without a seat
     * @param headerTime for the head of a request, whole
     * @param bodyPace bytes a second that a body must come with
     * @param drain how long a node that is told to stop goes on, and says that it is not ready
     */
    public record Connections(int most, int perAddress, Duration headerTime, int bodyPace, Duration drain) {}

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

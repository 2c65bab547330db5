package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.identity.TokenVerifier.Terms;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.settings.Settings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How identity is put together, and what the rest of the gateway gets from it. Close it when the gateway ends. */
public final class Identities implements AutoCloseable {

    /** How many credentials of each kind are remembered: some 200 MB when full of tokens. */
    static final long REMEMBERED = 500_000;

    private static final int TASKS_WAITING_PER_THREAD = 4_096;
    private static final int IDLE_SECONDS = 60;

    private final Settings.Identity settings;
    private final Keyring keyring;
    private final Disposable.Composite resources = Disposables.composite();
    private final List<PublishedKeys> published = new ArrayList<>();
    private final Scheduler verification = Schedulers.newBoundedElastic(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            TASKS_WAITING_PER_THREAD,
            "identity",
            IDLE_SECONDS,
            true);
    private final ProviderPatience patience;
    private final ProviderClient client;
    private final Identifier identifier;
    private final SessionCookies cookies;
    private final LoginDoors logins;
    private final ProviderLogouts logouts;
    private final Assertions assertions;
    private final List<Runnable> memories;

    /**
     * What identity must know of the ENT.
     *
     * @param name the ledger's: a cookie of another ENT is nobody's here
     * @param audience how visitors reach the portal, for which assertions are made: the first {@code public-url}
     * @param knownRole whether the policy in force has a role of this name
     * @param sessionLength how long a session cookie lasts, asked at each login
     */
    public record Ent(String name, String audience, Predicate<String> knownRole, Supplier<Duration> sessionLength) {}

    /**
     * Puts identity together and begins to fetch the providers' keys; waits for nothing.
     *
     * @param clock by which credentials expire
     * @throws IllegalArgumentException if a setting can't be: an algorithm that is not safe
     */
    public static Identities of(
            Settings.Identity settings, Keyring keyring, Clock clock, Ent ent, IdentityListener listener) {
        return of(settings, keyring, clock, ent, listener, ProviderPatience.USUAL);
    }

    /** The same, with as much patience with providers. */
    public static Identities of(
            Settings.Identity settings,
            Keyring keyring,
            Clock clock,
            Ent ent,
            IdentityListener listener,
            ProviderPatience patience) {
        return new Identities(settings, keyring, clock, ent, listener, patience);
    }

    private Identities(
            Settings.Identity settings,
            Keyring keyring,
            Clock clock,
            Ent ent,
            IdentityListener listener,
            ProviderPatience patience) {
        this.settings = settings;
        this.patience = patience;
        this.client = new ProviderClient(patience);
        this.keyring = keyring;
        Profiles profiles = new Profiles(settings.roles(), ent.knownRole());
        People people = new People(keyring, settings.personAttribute(), profiles, listener);
        TokenVerifier verifier = new TokenVerifier(verification, clock);
        Remembered tokens = new Remembered(REMEMBERED, clock);
        Remembered sessions = new Remembered(REMEMBERED, clock);
        Refusals refusals = new Refusals(clock);
        OpaqueTokens opaque = settings.introspection() == null
                ? null
                : opaque(settings.introspection(), people, refusals, clock, listener);
        this.memories = Stream.<Runnable>of(
                        tokens::forget, sessions::forget, opaque == null ? () -> {} : opaque::forget)
                .toList();
        this.cookies = new SessionCookies(SessionCookies.sealer(keyring, ent.name()), ent.knownRole(), sessions, clock);
        this.identifier = new ByKind(
                new BearerTokens(terms(settings.bearer()), verifier, people, tokens, refusals, opaque), cookies);
        this.assertions = new Assertions(keyring, ent.audience(), clock, verification);
        LogoutHandles handles = new LogoutHandles(keyring);
        OidcClient oidc = settings.oidc() == null ? null : oidc(settings.oidc(), verifier, clock);
        this.logouts = new ProviderLogouts(
                handles,
                oidc == null ? null : new LogoutTokens(verifier, oidc.terms(), clock),
                settings.cas(),
                verification);
        Sealer states = new Sealer(keyring, "login-state:" + ent.name());
        Logins.Sessions logged = new Logins.Sessions(people, cookies, handles, ent.sessionLength(), clock);
        this.logins = new LoginDoors(
                protocols(oidc)
                        .map(protocol -> new Logins(protocol, states, logged, listener, verification))
                        .toList(),
                cookies::protocol);
    }

    /** For both kinds of credential. */
    public Identifier identifier() {
        return identifier;
    }

    public SessionCookies cookies() {
        return cookies;
    }

    /** The ways to log in. */
    public LoginDoors logins() {
        return logins;
    }

    /** What providers say has ended. */
    public ProviderLogouts logouts() {
        return logouts;
    }

    /**
     * Everybody whom the portal may know by this name ({@code Ecluse-User}): one for each issuer, and one for the attribute
     * if an attribute names people.
     */
    public Set<Pseudonym> meantBy(String user) {
        Set<Pseudonym> people = new HashSet<>();
        settings.bearer().forEach(bearer -> people.add(keyring.pseudonym(bearer.issuer(), user)));
        if (settings.introspection() != null) {
            people.add(keyring.pseudonym(settings.introspection().persons(), user));
        }
        if (settings.oidc() != null) {
            people.add(keyring.pseudonym(settings.oidc().issuer(), user));
        }
        if (settings.cas() != null) {
            people.add(keyring.pseudonym(settings.cas().url().toString(), user));
        }
        if (settings.personAttribute() != null) {
            people.add(People.named(keyring, user));
        }
        return people;
    }

    /**
     * Ends, never with an error, when the keys of every provider are there or can't be had at present: before that a node
     * would let its first visitors wait for them.
     */
    public Mono<Void> keysAttempted() {
        return Mono.when(published.stream().map(PublishedKeys::attempted).toList());
    }

    /** What the portal may believe about people. */
    public Assertions assertions() {
        return assertions;
    }

    /** To be called when the policy's set of roles has changed: every credential is verified and mapped anew. */
    public void rolesChanged() {
        memories.forEach(Runnable::run);
    }

    @Override
    public void close() {
        resources.dispose();
        verification.dispose();
        client.close();
    }

    private List<Terms> terms(List<Settings.Bearer> bearers) {
        Map<URI, PublishedKeys> known = new HashMap<>();
        return bearers.stream()
                .map(each -> new Terms(
                        each.issuer(),
                        each.audience(),
                        each.algorithms(),
                        known.computeIfAbsent(each.jwksUri(), address -> keys(each.issuer(), Mono.just(address)))))
                .toList();
    }

    /** With connections of its own: a flood of tokens must not keep anybody from logging in. */
    private OpaqueTokens opaque(
            Settings.Introspection asked, People people, Refusals refusals, Clock clock, IdentityListener listener) {
        ProviderClient own = new ProviderClient(patience);
        resources.add(own::close);
        Ticker ticker = Ticker.systemTicker();
        return new OpaqueTokens(
                asked,
                new Introspection(asked, own, ticker, verification)::ask,
                people,
                refusals,
                new OpaqueTokens.Surroundings(clock, ticker, listener),
                OpaqueTokens.Limits.USUAL);
    }

    /** The usual one first. */
    private Stream<LoginProtocol> protocols(@Nullable OidcClient known) {
        Stream<LoginProtocol> oidc = Stream.ofNullable(known);
        Stream<LoginProtocol> cas = settings.cas() == null
                ? Stream.empty()
                : Stream.of(new CasClient(settings.cas(), client, verification));
        return settings.login() == Settings.Identity.Login.CAS ? Stream.concat(cas, oidc) : Stream.concat(oidc, cas);
    }

    private OidcClient oidc(Settings.Oidc settings, TokenVerifier verifier, Clock clock) {
        Mono<OidcEndpoints> endpoints = OidcEndpoints.of(settings, client, Ticker.systemTicker());
        PublishedKeys keys = keys(settings.issuer(), endpoints.map(OidcEndpoints::keys));
        return new OidcClient(settings, endpoints, keys, client, verifier, clock);
    }

    private PublishedKeys keys(String issuer, Mono<URI> address) {
        PublishedKeys keys = new PublishedKeys(issuer, address, client, Ticker.systemTicker());
        resources.add(keys.keepFresh(verification));
        published.add(keys);
        return keys;
    }

    private record ByKind(BearerTokens tokens, SessionCookies cookies) implements Identifier {

        @Override
        public @Nullable Identification known(Credential credential) {
            if (credential instanceof Credential.Bearer bearer) {
                Identification known = tokens.known(bearer.token());
                return known == null ? null : whose(bearer, known);
            }
            return cookies.open(((Credential.SessionCookie) credential).value());
        }

        @Override
        public Mono<Identification> identify(Credential credential) {
            return credential instanceof Credential.Bearer bearer
                    ? tokens.identify(bearer.token()).map(found -> whose(bearer, found))
                    : Mono.fromSupplier(() -> known(credential));
        }

        /**
         * A token goes before the cookie, unless it is nobody's here and the cookie is somebody's: then it is the portal's own,
         * which its pages send along with the session, and none of our business. A token that says that it is from an issuer of
         * ours stays what it is, also when it expired or is forged: nobody gets another identity than the one they claim.
         */
        private Identification whose(Credential.Bearer bearer, Identification found) {
            String cookie = bearer.beside();
            return found instanceof Identification.Foreign
                            && cookie != null
                            && cookies.open(cookie) instanceof Identification.Authenticated somebody
                    ? somebody
                    : found;
        }
    }
}

package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Reads everything under {@code ecluse.} and checks it as a whole: the settings, or every problem at once.
 *
 * <p>Files, environment variables ({@code ECLUSE_LEDGER_URI}) and arguments ({@code --ecluse.ledger.uri=…}) all count, by
 * Spring Boot's own rules. What the settings say of roles is compared with the policy elsewhere: no policy is read here.
 */
public final class SettingsReader {

    private static final int DEFAULT_ADMIN_PORT = 9090;
    private static final int MAX_PORT = 65_535;
    private static final int KEY_BYTES = 32;
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Findings findings = new Findings();
    private final RawSettings raw;
    private final boolean loopbackOnly;
    private final String publicPort;
    private final List<RouteDefinition> routes;

    private SettingsReader(Environment environment) {
        Binder binder = new Binder(sources(environment), new PropertySourcesPlaceholdersResolver(environment));
        this.raw = binder.bindOrCreate("ecluse", Bindable.of(RawSettings.class), new Remember(findings));
        String address = binder.bind("server.address", String.class).orElse("");
        InetAddress bound = address.isBlank() ? null : Findings.addressOf(address);
        this.loopbackOnly = bound != null && bound.isLoopbackAddress();
        this.publicPort = binder.bind("server.port", String.class).orElse("8080");
        this.routes = routes(binder);
        UnknownKeys.in(environment).forEach(findings::add);
    }

    /** None if they can't be read: Spring Cloud Gateway says itself what is wrong with them. */
    private static List<RouteDefinition> routes(Binder binder) {
        try {
            return binder.bind("spring.cloud.gateway.server.webflux.routes", Bindable.listOf(RouteDefinition.class))
                    .orElse(List.of());
        } catch (BindException e) {
            return List.of();
        }
    }

    /** All that can hold settings, except that {@code ECLUSE_ADMIN} is an address and belongs to the command line. */
    private static List<ConfigurationPropertySource> sources(Environment environment) {
        ConfigurationPropertyName admin = ConfigurationPropertyName.of("ecluse.admin");
        var sources = new ArrayList<ConfigurationPropertySource>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
            sources.add(variables ? source.filter(name -> !name.equals(admin)) : source);
        }
        return sources;
    }

    /** @throws SettingsException with every problem, if there is one */
    public static Settings read(Environment environment) {
        SettingsReader reader = new SettingsReader(environment);
        Settings settings = reader.settings();
        if (!reader.findings.all().isEmpty()) {
            throw new SettingsException(reader.findings.all());
        }
        return settings;
    }

    private Settings settings() {
        Settings.Ledger ledger = new LedgerCheck(findings).check(raw.ledger());
        Settings.Identity identity = new IdentityCheck(findings).check(raw.identity());
        List<URI> publicUrls = publicUrls();
        new ProviderBehindUs(findings, publicUrls, routes).check(identity);
        return new Settings(
                keys(ledger.kind()),
                policy(),
                ledger,
                identity,
                loginsPerSecond(),
                publicUrls,
                findings.networks("ecluse.trusted-proxies", raw.trustedProxies()),
                findings.networks("ecluse.school-networks", raw.schoolNetworks()),
                new ConnectionsCheck(findings).check(raw.connections()),
                new ThrottleCheck(findings).check(raw.throttle()),
                new GuardsCheck(findings, routes).check(raw.guards()),
                admin(),
                new PagesCheck(findings).check(raw.pages()),
                testClock());
    }

    private List<Settings.Key> keys(Settings.Ledger.Kind ledger) {
        if (raw.keys().isEmpty() && ledger == Settings.Ledger.Kind.REDIS) {
            findings.add("ecluse.keys", Fault.KEYS_REQUIRED);
        }
        var keys = new ArrayList<Settings.Key>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < raw.keys().size(); i++) {
            RawSettings.Key key = raw.keys().get(i);
            String where = Findings.at("ecluse.keys", i);
            String id = findings.required(where + ".id", key.id(), "id: k1");
            if (!id.isEmpty() && !KEY_ID.matcher(id).matches()) {
                findings.add(where + ".id", Fault.KEY_ID, id);
            } else if (!id.isEmpty() && !ids.add(id)) {
                findings.add(where + ".id", Fault.TWICE, id);
            }
            keys.add(new Settings.Key(id, secret(where + ".secret", key.secret())));
        }
        return List.copyOf(keys);
    }

    private byte[] secret(String where, @Nullable String text) {
        String base64 = findings.required(where, text, "secret: \"${ECLUSE_KEY}\"");
        if (base64.isEmpty()) {
            return new byte[0];
        }
        try {
            byte[] secret = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            if (secret.length != KEY_BYTES) {
                findings.add(where, Fault.KEY_LENGTH, Integer.toString(secret.length));
            }
            return secret;
        } catch (IllegalArgumentException e) {
            findings.add(where, Fault.KEY_NOT_BASE64);
            return new byte[0];
        }
    }

    private Path policy() {
        String where = "ecluse.policy";
        String text = findings.required(where, raw.policy(), Fault.POLICY_REQUIRED);
        if (text.isEmpty()) {
            return Path.of("");
        }
        try {
            Path path = Path.of(text);
            if (!Files.exists(path)) {
                findings.add(
                        where, Fault.POLICY_NOT_FOUND, path.toAbsolutePath().toString());
            } else if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                findings.add(
                        where, Fault.POLICY_NOT_A_FILE, path.toAbsolutePath().toString());
            }
            return path;
        } catch (InvalidPathException e) {
            findings.add(where, Fault.POLICY_NOT_FOUND, text);
            return Path.of("");
        }
    }

    private OptionalInt loginsPerSecond() {
        return raw.loginsPerSecond() == null
                ? OptionalInt.empty()
                : OptionalInt.of(
                        findings.number("ecluse.logins-per-second", raw.loginsPerSecond(), 1, Integer.MAX_VALUE));
    }

    private List<URI> publicUrls() {
        String where = "ecluse.public-url";
        List<String> texts = raw.publicUrl();
        boolean logins = raw.identity().oidc() != null || raw.identity().cas() != null;
        if (texts.isEmpty() && logins && !loopbackOnly) {
            findings.add(where, Fault.PUBLIC_URL_REQUIRED);
        }
        var urls = new ArrayList<URI>();
        for (int i = 0; i < texts.size(); i++) {
            String at = texts.size() == 1 ? where : Findings.at(where, i);
            URI url = findings.optionalUrl(at, texts.get(i));
            if (url == null || url.getHost() == null) {
                continue;
            }
            boolean bare = (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            if (!bare) {
                findings.add(at, Fault.PUBLIC_URL_PATH);
            }
            urls.add(URI.create(url.getScheme() + "://" + url.getRawAuthority()));
        }
        return List.copyOf(urls);
    }

    private Settings.Admin admin() {
        RawSettings.Admin admin = raw.admin();
        int port = admin.port() == null
                ? DEFAULT_ADMIN_PORT
                : findings.number("ecluse.admin.port", admin.port(), 0, MAX_PORT);
        if (port != 0 && publicPort.equals(Integer.toString(port))) {
            findings.add("ecluse.admin.port", Fault.ADMIN_PORT_PUBLIC, publicPort);
        }
        InetAddress address = findings.address("ecluse.admin.address", admin.address());
        var tokens = new ArrayList<Settings.Admin.Token>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < admin.tokens().size(); i++) {
            RawSettings.Token token = admin.tokens().get(i);
            String where = Findings.at("ecluse.admin.tokens", i);
            String name = findings.required(where + ".name", token.name(), "name: astreinte");
            if (!name.isEmpty() && !names.add(name)) {
                findings.add(where + ".name", Fault.TWICE, name);
            }
            String hex = findings.required(where + ".sha256", token.sha256(), Fault.TOKEN_SHA256);
            boolean readable = SHA256.matcher(hex).matches();
            if (!readable && !hex.isEmpty()) {
                findings.add(where + ".sha256", Fault.TOKEN_SHA256);
            }
            tokens.add(new Settings.Admin.Token(
                    name,
                    readable ? HexFormat.of().parseHex(hex) : new byte[0],
                    findings.oneOf(where + ".scope", token.scope(), Settings.Admin.Scope.VIEW)));
        }
        return new Settings.Admin(port, address, List.copyOf(tokens));
    }

    private @Nullable Instant testClock() {
        String where = "ecluse.test-clock";
        String text = findings.optional(where, raw.testClock());
        if (text == null) {
            return null;
        }
        if (!loopbackOnly) {
            findings.add(where, Fault.TEST_CLOCK_EXPOSED);
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            findings.add(where, Fault.TEST_CLOCK, text);
            return null;
        }
    }

    /** A text where a section belongs, or the reverse: remembered, and reading goes on. */
    private static final class Remember implements BindHandler {

        private final Findings findings;

        Remember(Findings findings) {
            this.findings = findings;
        }

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) {
            findings.add(name.toString(), Fault.NOT_A_TEXT);
            return null;
        }
    }
}

package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.DayTally;
import fr.ecluse.gateway.admission.DayTotals;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.gateway.admission.memory.MemoryDayBook;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.console.Live;
import fr.ecluse.gateway.console.PortalTimes;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.protection.BlockBounds;
import fr.ecluse.gateway.protection.Limits;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Network;
import fr.ecluse.gateway.settings.Settings.Admin.Scope;
import fr.ecluse.gateway.settings.Settings.Admin.Token;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin API of an ENT whose ledger is in memory, on a loopback port of its own. */
public final class ServedApi implements AutoCloseable {

    public static final String OPERATE = "jeton-astreinte";
    public static final String VIEW = "jeton-ecran";
    static final List<Token> TOKENS = List.of(
            new Token("astreinte", sha256(OPERATE), Scope.OPERATE), new Token("ecran", sha256(VIEW), Scope.VIEW));

    static final String POLICY = """
            version: 1
            ent: Mon ENT
            ceiling: {sessions: 52000, at-least: 10000, at-most: 144000}
            rules:
              - name: parents-journee
                roles: [parent]
                days: weekdays
                from: "08:00"
                to: "18:00"
                effect: refuse
                message: {fr: "Les parents sont accueillis de 18 h à 8 h.", en: "Parents are welcome from 18:00 to 8:00."}
            """;

    private static final BlockBounds BOUNDS =
            new BlockBounds(List.of(Network.parse("10.0.0.0/8")), List.of(Network.parse("192.0.2.0/24")));

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A school-day Tuesday, 9:00 in Paris. */
    final MovableClock clock = new MovableClock("2026-11-24T08:00:00Z");

    final SeatLedger ledger = new MemoryLedger(clock, LedgerListener.NONE);
    final AtomicReference<Census> lastCensus = new AtomicReference<>();
    final PolicyInForce policy;
    final TrialEnt ent = new TrialEnt();
    final PortalTimes portal = new PortalTimes();
    final Live live = new Live(ent, portal, clock);
    private final DayTally days;
    private final Path file;
    private final HttpClient http = HttpClient.newHttpClient();
    private DisposableServer server;
    private AdminApi api;

    public ServedApi(Path folder) throws IOException {
        this(folder, POLICY);
    }

    ServedApi(Path folder, String yaml) throws IOException {
        file = Files.writeString(folder.resolve("policy.yaml"), yaml);
        policy = PolicyInForce.read(file, clock);
        ledger.announce(numbers(policy)).block();
        days = new DayTally(
                new MemoryDayBook(), clock, () -> policy.current().policy().timeZone(), Schedulers.parallel());
        server = serve(ledger, days::read);
    }

    /** From now on nothing is heard of the ledger. */
    public void loseTheLedger() {
        SeatLedger lost = (SeatLedger) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SeatLedger.class},
                (proxy, method, arguments) -> method.getReturnType() == Flux.class
                        ? Flux.never()
                        : Mono.error(new LedgerUnavailableException("not connected", null)));
        server.disposeNow(Duration.ofMinutes(1));
        server = serve(lost, day -> Mono.error(new LedgerUnavailableException("not connected", null)));
    }

    /** Changes the policy file, and has it looked at until it is judged. */
    void rewrite(String yaml) throws IOException {
        Files.writeString(file, yaml);
        policy.look();
        policy.look();
    }

    int listeners() {
        return api.listeners();
    }

    String policyFile() {
        return file.toString();
    }

    SeatLedger.Admission admit(long person, Role role) {
        return ledger.admit(new SeatLedger.Claim(
                        new Pseudonym(0, person),
                        role,
                        null,
                        null,
                        policy.current().open()))
                .block();
    }

    void serve(long person, String service) {
        ledger.serve(new ServiceClaim(new Pseudonym(0, person), service, Duration.ZERO))
                .block();
    }

    Census census() {
        return ledger.census(Set.of()).block();
    }

    /** Where the day is counted. */
    public DayTally days() {
        return days;
    }

    public String uri() {
        return "http://127.0.0.1:" + server.port();
    }

    /** The ceiling in force, asked of the ledger. */
    public int ceiling() {
        return census().ceiling().sessions();
    }

    Answer get(String path, String... headers) {
        return call("GET", path, "", headers);
    }

    Answer put(String path, String body, String... headers) {
        return call("PUT", path, body, headers);
    }

    Answer post(String path, String body, String... headers) {
        return call("POST", path, body, headers);
    }

    Answer delete(String path, String... headers) {
        return call("DELETE", path, "", headers);
    }

    /** A call by the operator. */
    Answer call(String method, String path, String body, String... headers) {
        return callAs(OPERATE, method, path, body, headers);
    }

    Answer callAs(String token, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofMinutes(1));
    }

    private DisposableServer serve(SeatLedger asked, Function<LocalDate, Mono<DayTotals>> askedDays) {
        api = new AdminApi(
                new Node(
                        "noeud-1",
                        "memory",
                        lastCensus::get,
                        () -> new Node.Rates(ent.rates.admitted(), ent.rates.waiting(), ent.rates.refused()),
                        askedDays,
                        BOUNDS,
                        new Limits(100, 1_000, 20),
                        live),
                asked,
                policy,
                user -> new Meant(
                        user.equals("ines") ? List.of(new Pseudonym(0, 1), new Pseudonym(0, 2)) : List.of(),
                        List.of(new Pseudonym(1, user.hashCode()))),
                AdminTokens.of(TOKENS),
                clock);
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(api.routes())))
                .bindNow();
    }

    static SeatLedger.PolicyNumbers numbers(PolicyInForce policy) {
        Policy rules = policy.current().policy();
        return new SeatLedger.PolicyNumbers(
                rules.sha256(),
                policy.loadedAt().toEpochMilli(),
                rules.priority().stream()
                        .map(p -> new SeatLedger.Threshold(p.role(), p.admittedBelowPercent()))
                        .toList(),
                rules.ceiling().sessions(),
                rules.ceiling().atLeast(),
                rules.ceiling().atMost(),
                0,
                rules.session().idle(),
                rules.session().longest(),
                rules.serviceCeilings());
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String text(String member) {
            return json().path(member).asString();
        }
    }
}

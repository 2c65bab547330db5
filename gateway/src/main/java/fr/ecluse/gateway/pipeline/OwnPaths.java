package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.pages.Asset;
import fr.ecluse.gateway.pages.Assets;
import fr.ecluse.gateway.pages.Pages;
import fr.ecluse.gateway.upstream.EventLoops;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Everything under {@code /.ecluse/}: answered here, whatever it is, and never sent to the portal. */
final class OwnPaths {

    static final String PREFIX = "/.ecluse/";

    /** What comes from a provider to one of these works once. */
    static final String CALLBACKS = "/.ecluse/callback/";

    /** What {@link Grammar} makes of a request that it does not let in. */
    static final String BAD_REQUEST = "/.ecluse/bad-request";

    /** A picture opened by itself is a document, and the vendor's may hold anything. */
    private static final String PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    private static final String JWKS_LIFE = "public, max-age=300";

    private final PlaceDesk places;
    private final LoginDesk logins;
    private final LogoutDesk logouts;
    private final Assets assets;
    private final Supplier<String> publishedKeys;
    private final CookieNames cookies;
    private final Tongues tongues;
    private final Answers answers;
    private final EventLoops loops;
    private final BooleanSupplier draining;

    OwnPaths(
            PlaceDesk places,
            LoginDesk logins,
            LogoutDesk logouts,
            Assets assets,
            Supplier<String> publishedKeys,
            CookieNames cookies,
            Tongues tongues,
            Answers answers,
            EventLoops loops,
            BooleanSupplier draining) {
        this.draining = draining;
        this.loops = loops;
        this.cookies = cookies;
        this.tongues = tongues;
        this.places = places;
        this.logins = logins;
        this.logouts = logouts;
        this.assets = assets;
        this.publishedKeys = publishedKeys;
        this.answers = answers;
    }

    static boolean owns(String rawPath) {
        return rawPath.startsWith(PREFIX);
    }

    Mono<Void> serve(ServerWebExchange exchange, Visit visit) {
        HttpMethod method = exchange.getRequest().getMethod();
        if (method == HttpMethod.POST) {
            return posted(exchange, visit);
        }
        if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            return answers.write(exchange, visit, new Decision.NotFound());
        }
        String path = exchange.getRequest().getURI().getRawPath();
        return switch (path) {
            case "/.ecluse/health" -> health(exchange);
            case BAD_REQUEST -> answers.write(exchange, visit, new Decision.BadRequest());
            case "/.ecluse/place" -> places.serve(exchange, visit);
            case Pages.LANGUAGE -> tongues.choose(exchange);
            case "/.ecluse/login" -> answer(exchange, visit, logins.login(exchange.getRequest(), visit));
            case "/.ecluse/logout" -> answer(exchange, visit, logins.logout(visit));
            case "/.ecluse/callback/oidc" -> callback(exchange, visit, Protocol.OIDC);
            case "/.ecluse/callback/cas" -> callback(exchange, visit, Protocol.CAS);
            case "/.ecluse/jwks.json" ->
                send(
                        exchange,
                        "application/jwk-set+json",
                        publishedKeys.get().getBytes(StandardCharsets.UTF_8),
                        JWKS_LIFE);
            default -> asset(exchange, visit, path);
        };
    }

    /** For load balancers: whether to send anybody here. */
    private Mono<Void> health(ServerWebExchange exchange) {
        boolean leaving = draining.getAsBoolean();
        if (leaving) {
            exchange.getResponse().setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        }
        return send(
                exchange, "text/plain", (leaving ? "stopping\n" : "ok\n").getBytes(StandardCharsets.UTF_8), "no-store");
    }

    /** By servers, which keep no cookie. */
    private Mono<Void> posted(ServerWebExchange exchange, Visit visit) {
        return switch (exchange.getRequest().getURI().getRawPath()) {
            case LogoutDesk.BACK_CHANNEL -> logouts.backChannel(exchange, visit);
            case "/.ecluse/callback/cas" -> logouts.cas(exchange, visit);
            default -> answers.write(exchange, visit, new Decision.NotFound());
        };
    }

    private Mono<Void> callback(ServerWebExchange exchange, Visit visit, Protocol from) {
        return answer(exchange, visit, logins.callback(from, exchange.getRequest(), visit, cookies));
    }

    private Mono<Void> answer(ServerWebExchange exchange, Visit visit, Mono<Decision> decision) {
        return decision.publishOn(loops.of(exchange.getRequest()))
                .flatMap(made -> answers.write(exchange, visit, made));
    }

    private Mono<Void> asset(ServerWebExchange exchange, Visit visit, String path) {
        Asset asset = path.startsWith(Pages.ASSETS) ? assets.asset(path.substring(Pages.ASSETS.length())) : null;
        if (asset == null) {
            return answers.write(exchange, visit, new Decision.NotFound());
        }
        exchange.getResponse().getHeaders().set(HttpHeaders.ETAG, asset.etag());
        if (asset.etag().equals(exchange.getRequest().getHeaders().getFirst(HttpHeaders.IF_NONE_MATCH))) {
            exchange.getResponse().setStatusCode(HttpStatus.NOT_MODIFIED);
            return exchange.getResponse().setComplete();
        }
        if (asset.contentType().startsWith("image/svg")) {
            exchange.getResponse().getHeaders().set("Content-Security-Policy", PICTURE);
        }
        return send(exchange, asset.contentType(), asset.bytes(), asset.cacheControl());
    }

    private static Mono<Void> send(ServerWebExchange exchange, String type, byte[] bytes, String cacheControl) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, type);
        headers.set(HttpHeaders.CACHE_CONTROL, cacheControl);
        headers.set("X-Content-Type-Options", "nosniff");
        return Wire.send(exchange, bytes);
    }
}

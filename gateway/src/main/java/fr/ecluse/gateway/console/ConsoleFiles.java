package fr.ecluse.gateway.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The files of the console at {@code /console}, read once and kept. They hold no facts, so they are for everybody who reaches
 * the port. A browser asks again each time whether they have changed, and is told by their digest: an upgrade is seen at once.
 */
public final class ConsoleFiles {

    /** Nothing but our own files, nothing written into the page, no frame around it. */
    static final String CONTENT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String OWN = "fr/ecluse/gateway/console/";
    static final List<String> SCRIPTS = List.of(
            "acts.js",
            "api.js",
            "app.js",
            "charts.js",
            "dom.js",
            "journal.js",
            "live.js",
            "policy.js",
            "shapes.js",
            "words.js");
    private static final MediaType SCRIPT = new MediaType("text", "javascript", StandardCharsets.UTF_8);
    private static final MediaType STYLE = new MediaType("text", "css", StandardCharsets.UTF_8);
    private static final MediaType PAGE = new MediaType("text", "html", StandardCharsets.UTF_8);
    private static final MediaType PICTURE = MediaType.valueOf("image/svg+xml");
    private static final List<Locale> SPOKEN = List.of(Locale.FRENCH, Locale.ENGLISH);
    private static final int DIGEST_BYTES = 12;

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final Map<Locale, Asset> pages = new LinkedHashMap<>();

    /** Reads every file. */
    public ConsoleFiles() {
        SCRIPTS.forEach(name -> assets.put(name, new Asset(SCRIPT, bytes(OWN + name))));
        assets.put("console.css", new Asset(STYLE, bytes(OWN + "console.css")));
        assets.put("mark.svg", new Asset(PICTURE, bytes(OWN + "mark.svg")));
        String charts = "META-INF/resources/webjars/uplot/" + chartsVersion() + "/dist/";
        assets.put("uplot.js", new Asset(SCRIPT, bytes(charts + "uPlot.iife.min.js")));
        assets.put("uplot.css", new Asset(STYLE, bytes(charts + "uPlot.min.css")));
        String page = new String(bytes(OWN + "console.html"), StandardCharsets.UTF_8);
        for (Locale locale : SPOKEN) {
            String told = page.replace("lang=\"fr\"", "lang=\"" + locale.getLanguage() + "\"");
            pages.put(locale, new Asset(PAGE, told.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The page at {@code /console}, its files below that, and the way there from {@code /}. */
    public RouterFunction<ServerResponse> routes() {
        RouterFunctions.Builder routes = RouterFunctions.route();
        at(
                routes,
                "/",
                request -> ServerResponse.status(302)
                        .header(HttpHeaders.LOCATION, "console")
                        .build());
        at(routes, "/console", this::page);
        assets.forEach((name, asset) -> at(routes, "/console/" + name, request -> answer(request, asset, null)));
        return routes.build();
    }

    private interface Answer {
        Mono<ServerResponse> to(ServerRequest request);
    }

    private static void at(RouterFunctions.Builder routes, String path, Answer answer) {
        routes.route(
                RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(RequestPredicates.path(path)),
                answer::to);
    }

    private Mono<ServerResponse> page(ServerRequest request) {
        String accepted = request.headers().firstHeader(HttpHeaders.ACCEPT_LANGUAGE);
        Asset page = pages.get(language(accepted));
        return answer(request, page == null ? pages.values().iterator().next() : page, HttpHeaders.ACCEPT_LANGUAGE);
    }

    private static Locale language(@Nullable String accepted) {
        try {
            Locale found = Locale.lookup(Locale.LanguageRange.parse(accepted == null ? "fr" : accepted), SPOKEN);
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException e) {
            return Locale.FRENCH; // not a list of languages: as if it were not there
        }
    }

    private static Mono<ServerResponse> answer(ServerRequest request, Asset asset, @Nullable String varies) {
        boolean known = request.headers().header(HttpHeaders.IF_NONE_MATCH).contains(asset.eTag);
        ServerResponse.BodyBuilder response = ServerResponse.status(known ? 304 : 200)
                .eTag(asset.eTag)
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", CONTENT)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin");
        if (varies != null) {
            response.varyBy(varies);
        }
        return known ? response.build() : response.contentType(asset.type).bodyValue(asset.bytes);
    }

    private static String chartsVersion() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(
                    new String(bytes("META-INF/maven/org.webjars.npm/uplot/pom.properties"), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = new ClassPathResource(resource).getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in memory. */
    private static final class Asset {

        final MediaType type;
        final byte[] bytes;
        final String eTag;

        Asset(MediaType type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
            this.eTag = '"' + digest(bytes) + '"';
        }

        private static String digest(byte[] bytes) {
            try {
                byte[] whole = MessageDigest.getInstance("SHA-256").digest(bytes);
                return HexFormat.of().formatHex(whole, 0, DIGEST_BYTES);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }
}

package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.pages.Destination;
import fr.ecluse.gateway.pages.Language;
import fr.ecluse.gateway.pages.Pages;
import fr.ecluse.gateway.pages.Texts;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** In which language a visitor is answered: the one chosen on a page, else what the browser asks for. */
final class Tongues {

    private final CookieNames cookies;
    private final Pages pages;

    Tongues(CookieNames cookies, Pages pages) {
        this.cookies = cookies;
        this.pages = pages;
    }

    Texts texts(ServerHttpRequest request) {
        return texts(Head.of(request));
    }

    Texts texts(Head head) {
        return texts(head.first(HttpHeaders.COOKIE), head.first(HttpHeaders.ACCEPT_LANGUAGE));
    }

    /** By these two headers as they came. */
    Texts texts(@Nullable String cookie, @Nullable String acceptLanguage) {
        Language chosen = Language.of(CookieNames.value(cookie, cookies.language()));
        return pages.texts(chosen != null ? chosen : Language.preferred(acceptLanguage));
    }

    /**
     * {@code GET /.ecluse/language?to=ar&return=/cahier}: remembers the choice for as long as the browser is open, and goes
     * back to the page, whose place in the line is the person's and not the page's. A language that is none changes nothing.
     */
    Mono<Void> choose(ServerWebExchange exchange) {
        MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
        Language chosen = Language.of(query.getFirst("to"));
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.SEE_OTHER);
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaders.LOCATION, back(query.getFirst("return")).path());
        if (chosen != null) {
            headers.add(HttpHeaders.SET_COOKIE, cookies.set(cookies.language(), chosen.code(), null));
        }
        return Wire.send(exchange, new byte[0]);
    }

    private static Destination back(@Nullable String wanted) {
        return wanted == null ? Destination.HOME : new Destination(wanted);
    }
}

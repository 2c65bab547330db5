package fr.ecluse.gateway.trial;

import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Somebody's browser before a gateway: keeps its cookies, and follows nothing by itself. */
public final class TrialBrowser {

    private final TrialGateway gateway;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    public TrialBrowser(TrialGateway gateway) {
        this.gateway = gateway;
    }

    /** The jar itself: what is put there is sent. */
    public Map<String, String> cookies() {
        return cookies;
    }

    /** Goes to a path; headers given here replace the usual ones of the same name. */
    public HttpResponse<String> open(String target, String... headers) {
        return send(gateway.request(target).GET(), headers);
    }

    /** Goes where an answer, of the gateway or of a provider, sends the browser: a page of this gateway. */
    public HttpResponse<String> open(URI page, String... headers) {
        return open(page.getRawPath() + (page.getRawQuery() == null ? "" : "?" + page.getRawQuery()), headers);
    }

    public HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        request.setHeader("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        request.setHeader("Accept-Language", "fr-FR,fr;q=0.9");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        if (!cookies.isEmpty()) {
            request.setHeader(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> answer = gateway.send(request.build());
        for (String line : answer.headers().allValues("Set-Cookie")) {
            HttpCookie cookie = HttpCookie.parse(line).get(0);
            if (cookie.getMaxAge() == 0) {
                cookies.remove(cookie.getName());
            } else {
                cookies.put(cookie.getName(), cookie.getValue());
            }
        }
        return answer;
    }
}

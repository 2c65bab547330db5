package fr.ecluse.gateway.identity;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.settings.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What is said between us and a CAS server (CAS Protocol 3.0 §2.1, §2.3, §2.5, §2.8; version 2 differs only in the path).
 *
 * <p>CAS has no state of its own. Ours stands in the query of the service address, which a ticket is bound to: an answer that
 * brings another state belongs to another service, and its ticket is not even asked about. Thread-safe; never blocks.
 */
final class CasClient implements LoginProtocol {

    private static final int LONGEST_QUERY = 8 * 1024;

    /** CAS Protocol 3.0 §3.1: begins so. Another kind of ticket is no proof that somebody is here. */
    private static final Pattern SERVICE_TICKET = Pattern.compile("ST-[!-~]{1,1020}");

    private final Settings.Cas settings;
    private final ProviderClient client;
    private final Scheduler scheduler;

    /** @param scheduler where answers are read: a quarter of a megabyte of XML is too long for an event loop */
    CasClient(Settings.Cas settings, ProviderClient client, Scheduler scheduler) {
        this.settings = settings;
        this.client = client;
        this.scheduler = scheduler;
    }

    @Override
    public Protocol name() {
        return Protocol.CAS;
    }

    @Override
    public Mono<URI> loginPage(LoginState state) {
        return Mono.just(URI.create(settings.url() + "/login?service=" + encoded(service(state))));
    }

    @Override
    public Mono<URI> logoutPage(String baseUrl) {
        return Mono.just(URI.create(settings.url() + "/logout?service=" + encoded(baseUrl + "/")));
    }

    @Override
    public Mono<LoginClaims> answer(@Nullable String query, LoginState state, Predicate<Attributes> enough) {
        return Mono.fromCallable(() -> ticket(query, state)).flatMap(ticket -> validate(ticket, state));
    }

    /** The same, byte for byte, at the login and at the validation (§2.5.1). */
    private static String service(LoginState state) {
        return state.callback() + "?state=" + state.state();
    }

    private static String ticket(@Nullable String query, LoginState state) {
        if (query == null || query.length() > LONGEST_QUERY) {
            throw new LoginFailedException(LoginFailure.STATE_MISMATCH, "no answer that can be read");
        }
        Map<String, List<String>> answer = URLUtils.parseParameters(query);
        if (!state.began(single(answer, "state"))) {
            throw new LoginFailedException(LoginFailure.STATE_MISMATCH, "an answer to another login");
        }
        if (!answer.containsKey("ticket")) {
            throw new LoginFailedException(LoginFailure.CANCELLED, "an answer without a ticket");
        }
        String ticket = single(answer, "ticket");
        if (ticket == null || !SERVICE_TICKET.matcher(ticket).matches()) {
            throw new LoginFailedException(LoginFailure.PROVIDER_FAILED, "an answer whose ticket is no service ticket");
        }
        return ticket;
    }

    private Mono<LoginClaims> validate(String ticket, LoginState state) {
        String query = "service=" + encoded(service(state)) + "&ticket=" + encoded(ticket);
        char joint = settings.validation().getRawQuery() == null ? '?' : '&';
        HTTPRequest request = new HTTPRequest(
                HTTPRequest.Method.GET, URI.create(settings.validation().toString() + joint + query));
        request.setAccept("application/xml, text/xml, application/json;q=0.9");
        return client.send(request).publishOn(scheduler).map(response -> claims(response, ticket));
    }

    private LoginClaims claims(HTTPResponse response, String ticket) {
        if (response.getStatusCode() != HTTPResponse.SC_OK) {
            throw new ProviderException("the validation of a ticket answered " + response.getStatusCode());
        }
        String body = response.getBody();
        CasAnswer answer = CasAnswer.read(body == null ? "" : body);
        if (answer instanceof CasAnswer.Failure failure) {
            throw failure.spent()
                    ? new LoginFailedException(LoginFailure.ALREADY_USED, failure.code())
                    : new LoginFailedException(
                            LoginFailure.PROVIDER_FAILED, "the CAS server refused the ticket: " + failure.code());
        }
        CasAnswer.Success success = (CasAnswer.Success) answer;
        return new LoginClaims(settings.url().toString(), success.user(), success.attributes(), List.of(ticket));
    }

    /** A parameter given twice is as good as none: which one counts would be a matter of taste. */
    private static @Nullable String single(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null || values.size() != 1 ? null : values.get(0);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

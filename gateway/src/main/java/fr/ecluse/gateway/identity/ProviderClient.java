package fr.ecluse.gateway.identity;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.resources.ConnectionProvider;

/**
 * Talks to identity providers. Everything has a bound: connections, waiters, each step's time, the size of an answer.
 *
 * <p>Redirects are not followed: an endpoint that moved is a matter for the settings. The proxy of the Java system
 * properties is honoured. Thread-safe; never blocks.
 */
final class ProviderClient implements AutoCloseable {

    static final int ANSWER_BYTES = 256 * 1024;

    /** As many as there are calls at once, so that whoever may call need not wait for a connection. */
    static final int CONNECTIONS = 128;

    static final int WAITERS = 416;

    private final ProviderPatience patience;
    private final ConnectionProvider connections;
    private final HttpClient client;

    ProviderClient(ProviderPatience patience) {
        this.patience = patience;
        this.connections = ConnectionProvider.builder("identity-provider")
                .maxConnections(CONNECTIONS)
                .pendingAcquireMaxCount(WAITERS)
                .pendingAcquireTimeout(patience.step())
                .maxIdleTime(Duration.ofSeconds(20))
                .build();
        this.client = HttpClient.create(connections)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        patience.step().toMillis())
                .responseTimeout(patience.step())
                .followRedirect(false)
                .proxyWithSystemProperties();
    }

    /** The text of a 200 answer; anything else is a {@link ProviderException}. */
    Mono<String> get(URI uri) {
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.GET, uri);
        request.setAccept("application/json");
        return send(request).map(response -> {
            if (response.getStatusCode() != HTTPResponse.SC_OK) {
                throw new ProviderException(uri + " answered " + response.getStatusCode());
            }
            String body = response.getBody();
            return body == null ? "" : body;
        });
    }

    /**
     * Any answer, read whole; an error is a {@link ProviderException}, or a {@link RejectedExecutionException} if so many calls
     * are under way that this one was never made.
     */
    Mono<HTTPResponse> send(HTTPRequest request) {
        String body = request.getBody();
        return client.headers(headers ->
                        request.getHeaderMap().forEach((name, values) -> headers.set(name, (List<?>) values)))
                .request(HttpMethod.valueOf(request.getMethod().name()))
                .uri(request.getURI())
                .send(body == null ? ByteBufFlux.fromString(Mono.empty()) : ByteBufMono.fromString(Mono.just(body)))
                .response((response, content) -> bounded(content).map(text -> answer(response, text)))
                .single()
                .timeout(patience.whole())
                .onErrorMap(error -> failure(error, request.getURI().getHost()));
    }

    @Override
    public void close() {
        connections.dispose();
    }

    private static RuntimeException failure(Throwable error, String host) {
        if (error instanceof ProviderException known) {
            return known;
        }
        return error instanceof PoolAcquirePendingLimitException || error instanceof PoolAcquireTimeoutException
                ? new RejectedExecutionException("as many calls to " + host + " as can be are under way")
                : new ProviderException(host + " gave no answer: " + root(error), error);
    }

    /** The kind of fault alone: messages name ports and addresses that differ each time. */
    private static String root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    private static Mono<String> bounded(ByteBufFlux content) {
        return content.asByteArray()
                .collect(ByteArrayOutputStream::new, (whole, part) -> {
                    if (whole.size() + part.length > ANSWER_BYTES) {
                        throw new ProviderException("an answer of more than " + ANSWER_BYTES + " bytes");
                    }
                    whole.writeBytes(part);
                })
                .map(whole -> whole.toString(StandardCharsets.UTF_8));
    }

    private static HTTPResponse answer(HttpClientResponse from, String body) {
        HTTPResponse answer = new HTTPResponse(from.status().code());
        @Nullable String type = from.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE);
        if (type != null) {
            try {
                answer.setContentType(type);
            } catch (ParseException e) {
                throw new ProviderException("an answer of an unreadable type", e);
            }
        }
        answer.setBody(body);
        return answer;
    }
}

package fr.ecluse.gateway.admin;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Bodies in and out. Strict on the way in: a misspelt {@code until} must not become a ceiling without an end. */
final class Json {

    private static final int LARGEST_ORDER = 16 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private Json() {}

    /** The whole body, empty if there is none. Fails with a {@link Problem} beyond the limit. */
    static Mono<byte[]> bytes(ServerRequest request, int limit) {
        return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), limit)
                .map(Json::drain)
                .defaultIfEmpty(new byte[0])
                .onErrorMap(
                        DataBufferLimitException.class, e -> new Problem(Problem.Kind.BODY_TOO_LARGE, limit / 1024));
    }

    /**
     * The body as an order.
     *
     * @param example what one looks like, for whoever got it wrong
     */
    static <T> Mono<T> order(ServerRequest request, Class<T> type, String example) {
        return order(request, type, example, LARGEST_ORDER);
    }

    /** The same of at most so many bytes. */
    static <T> Mono<T> order(ServerRequest request, Class<T> type, String example, int limit) {
        return bytes(request, limit).map(bytes -> {
            try {
                T order = MAPPER.readValue(bytes, type);
                if (order != null) {
                    return order;
                }
            } catch (JacksonException e) {
                // Jackson's own words are for programmers
            }
            throw new Problem(Problem.Kind.BODY_UNREADABLE, example);
        });
    }

    /** As it goes out, where it is not the whole answer. */
    static byte[] bytes(Object body) {
        return MAPPER.writeValueAsBytes(body);
    }

    static Mono<ServerResponse> ok(Object body) {
        return send(ServerResponse.ok(), MediaType.APPLICATION_JSON, body);
    }

    static Mono<ServerResponse> ok(Object body, String eTag) {
        return send(ServerResponse.ok().eTag(eTag), MediaType.APPLICATION_JSON, body);
    }

    static Mono<ServerResponse> send(ServerResponse.BodyBuilder response, MediaType type, Object body) {
        return response.contentType(type)
                .cacheControl(CacheControl.noStore())
                .bodyValue(MAPPER.writeValueAsBytes(body));
    }

    /** ISO 8601 with the offset of the ENT, to the nearest second; null for null and for never. */
    static @Nullable String time(@Nullable Instant instant, ZoneId zone) {
        return instant == null || instant.equals(Instant.MAX)
                ? null
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        instant.plusMillis(500).truncatedTo(ChronoUnit.SECONDS).atZone(zone));
    }

    private static byte[] drain(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}

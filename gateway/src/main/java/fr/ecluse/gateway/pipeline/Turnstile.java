package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.pages.Language;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns away at the doorstep whoever would be turned away inside for certain: a client over its limit, a token that this node has no
 * time to look into, and a program without any credential that asks for a required route. By the same digest of the request, the same stages and the same answers as inside;
 * only what they would have done anyway is done sooner, and for a tenth of the cost. Whatever leaves a doubt goes on.
 *
 * <p>Answers that depend on nothing but language and delay are made once. Thread-safe.
 */
final class Turnstile implements Doorstep.Gate {

    private static final int KEPT_RETRIES = 60;

    private final VisitReader reader;
    private final RequestWay way;
    private final Answers answers;
    private final Tongues tongues;
    private final Map<Kept, Ready> ready = new ConcurrentHashMap<>();
    private volatile @Nullable RequiredPaths required;

    Turnstile(VisitReader reader, RequestWay way, Answers answers, Tongues tongues) {
        this.reader = reader;
        this.way = way;
        this.answers = answers;
        this.tongues = tongues;
    }

    /** What the routes leave no doubt about. Nobody is turned away until this is said. */
    void open(RequiredPaths required) {
        this.required = required;
    }

    @Override
    public @Nullable FullHttpResponse block(HttpRequest request, InetAddress peer, boolean secure, boolean last) {
        if (!way.isAnybodyBlocked()) {
            return null;
        }
        NettyHead head = new NettyHead(request, peer, secure);
        Visit visit = head.isPlain() ? reader.read(head) : null;
        Decision block = visit == null ? null : way.blocks(visit);
        return visit == null || block == null ? null : answer(head, visit, block, last);
    }

    @Override
    public @Nullable FullHttpResponse judge(HttpRequest request, InetAddress peer, boolean secure, boolean last) {
        RequiredPaths certain = required;
        NettyHead head = new NettyHead(request, peer, secure);
        if (certain == null || !head.isPlain()) {
            return null;
        }
        Visit visit = reader.read(head);
        if (isStranger(visit, head) && certain.cover(head.target())) {
            return way.beforeRouting(visit) instanceof Step.Answer refused
                    ? answer(head, visit, refused.decision(), last)
                    : answer(head, visit, new Decision.Unauthenticated(), last);
        }
        Decision refusal = way.turnsAway(visit);
        return refusal == null ? null : answer(head, visit, refusal, last);
    }

    /** A program that shows nothing that might name anybody, and asks for nothing that might need nobody named. */
    private static boolean isStranger(Visit visit, NettyHead head) {
        return visit.reader() == Visit.Reader.PROGRAM
                && visit.credential() == null
                && visit.ticket() == null
                && !head.has(HttpHeaderNames.AUTHORIZATION)
                && !head.has(HttpHeaderNames.ORIGIN) // whom the portal, or a setting, lets call from other sites
                && !head.method().equals("OPTIONS")
                && !(head.method().equals("POST")
                        && head.has(HttpHeaderNames.CONTENT_TYPE)); // perhaps a logout message
    }

    private FullHttpResponse answer(NettyHead head, Visit visit, Decision decision, boolean last) {
        answers.note(visit, decision);
        Kept kept = kept(head, visit, decision, last);
        Ready made = kept == null ? null : ready.get(kept);
        if (made == null) {
            made = Ready.of(answers, head, visit, decision, last);
            if (kept != null) {
                ready.put(kept, made);
            }
        }
        return made.response();
    }

    /** What the answer depends on; null if that is more than is worth keeping. */
    private @Nullable Kept kept(NettyHead head, Visit visit, Decision decision, boolean last) {
        long retry = decision instanceof Decision.Throttled throttled
                ? Facts.seconds(throttled.retryAfter())
                : decision instanceof Decision.Overloaded overloaded ? Facts.seconds(overloaded.retryAfter()) : 0;
        return visit.reader().readsPages() || retry > KEPT_RETRIES || head.has(HttpHeaderNames.REFERER)
                ? null
                : new Kept(decision.word(), tongues.texts(head).language(), retry, last);
    }

    private record Kept(String word, Language language, long retryAfter, boolean last) {}

    /** An answer that can be sent as often as wanted. */
    private record Ready(HttpResponseStatus status, HttpHeaders headers, byte[] body) {

        static Ready of(Answers answers, NettyHead head, Visit visit, Decision decision, boolean last) {
            org.springframework.http.HttpHeaders said = new org.springframework.http.HttpHeaders();
            Answers.Reply reply = answers.reply(head, visit, decision, said);
            HttpHeaders headers = new DefaultHttpHeaders();
            said.forEach((name, values) ->
                    values.forEach(value -> headers.add(AsciiString.cached(name), AsciiString.cached(value))));
            headers.set(HttpHeaderNames.CONTENT_LENGTH, AsciiString.cached(Integer.toString(reply.body().length)));
            if (last) {
                headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            return new Ready(HttpResponseStatus.valueOf(reply.status()), headers, reply.body());
        }

        FullHttpResponse response() {
            return new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body), headers, EmptyHttpHeaders.INSTANCE);
        }
    }

    /** As Netty reads it. */
    private record NettyHead(HttpRequest request, InetAddress peer, boolean secure) implements Head {

        private static final Map<String, AsciiString> NAMES = new ConcurrentHashMap<>();
        private static final int LARGEST_PORT = 65_535;

        @Override
        public String method() {
            return request.method().name();
        }

        @Override
        public String target() {
            return request.uri();
        }

        @Override
        public @Nullable String first(String name) {
            return request.headers().get(asNetty(name));
        }

        @Override
        public List<String> all(String name) {
            return request.headers().getAll(asNetty(name));
        }

        /** Netty's own kind of text remembers what it is looked up by. The names are the code's, so there are few. */
        private static AsciiString asNetty(String name) {
            AsciiString known = NAMES.get(name);
            return known != null ? known : NAMES.computeIfAbsent(name, AsciiString::new);
        }

        boolean has(CharSequence name) {
            return request.headers().contains(name);
        }

        /** Whether nothing but the stages can have anything against it: the server itself refuses other hosts and targets. */
        boolean isPlain() {
            List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
            return hosts.size() == 1
                    && isHost(hosts.get(0))
                    && isTarget(request.uri())
                    && !has(HttpHeaderNames.UPGRADE);
        }

        /** A name or an IPv4 address, perhaps with a port. */
        private static boolean isHost(String host) {
            int colon = host.indexOf(':');
            int end = colon < 0 ? host.length() : colon;
            for (int i = 0; i < end; i++) {
                char c = host.charAt(i);
                if (!isLetterOrDigit(c) && c != '-' && c != '.') {
                    return false;
                }
            }
            return end > 0 && (colon < 0 || isPort(host, colon + 1));
        }

        private static boolean isPort(String host, int from) {
            int port = 0;
            for (int i = from; i < host.length(); i++) {
                char c = host.charAt(i);
                if (c < '0' || c > '9' || port > LARGEST_PORT) {
                    return false;
                }
                port = 10 * port + c - '0';
            }
            return from < host.length() && port <= LARGEST_PORT;
        }

        /** Path and query by RFC 3986, with the percent signs where they may stand. */
        private static boolean isTarget(String uri) {
            for (int i = 0; i < uri.length(); i++) {
                char c = uri.charAt(i);
                if (c == '%') {
                    if (i + 2 >= uri.length() || !isHex(uri.charAt(i + 1)) || !isHex(uri.charAt(i + 2))) {
                        return false;
                    }
                } else if (!isLetterOrDigit(c) && "/-._~!$&'()*+,;=:@?".indexOf(c) < 0) {
                    return false;
                }
            }
            return uri.startsWith("/") && !uri.startsWith("//");
        }

        private static boolean isHex(char c) {
            return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
        }

        private static boolean isLetterOrDigit(char c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        }
    }
}

package fr.ecluse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

/** What a head costs on its way to the portal: so much to begin with, and so much for each of its bytes, whatever is in it. */
class HeadCostTest {

    private static final long BASE_BYTES = 128 * 1024;
    private static final long BYTES_A_BYTE = 256;
    private static final int HEAD = 32 * 1024;

    private final PortalHeaders headers = new PortalHeaders(List.of("ecluse", "ecluse-place", "ecluse-login"));

    record Head(String name, String piece, boolean many) {}

    static Stream<Head> heads() {
        return Stream.of(
                new Head("Cookie", "ecluse;", false),
                new Head("Cookie", "a=ecluse; ", false),
                new Head("Cookie", ";", false),
                new Head("Connection", ",", false),
                new Head("Connection", "a,", false),
                new Head("Connection", "x-a, ", true),
                new Head("X-A", "b", true),
                new Head("Ecluse-User", "b", true));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void noHeadCostsMoreThanItsSizeAllows(Head head) {
        MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/");
        int bytes = 0;
        StringBuilder line = new StringBuilder();
        while (bytes < HEAD) {
            if (head.many && bytes > HEAD / 2) {
                request.header("H" + bytes, "v");
                bytes += 10;
            } else {
                line.append(head.piece);
                bytes += head.piece.length();
            }
        }
        MockServerWebExchange exchange = MockServerWebExchange.from(
                request.header(head.name, line.toString()).build());
        cost(exchange);

        assertThat(cost(exchange)).isLessThan(BASE_BYTES + BYTES_A_BYTE * bytes);
    }

    private long cost(MockServerWebExchange exchange) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(headers.forPortal(exchange, true)).isNotNull();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}

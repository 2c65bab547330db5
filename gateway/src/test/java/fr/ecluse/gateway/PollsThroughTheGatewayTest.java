package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Polls and other requests of one connection, over a bare socket. */
class PollsThroughTheGatewayTest {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    @Test
    void pollsAndPagesOfOneConnectionAreAnsweredInTheirOrder(@TempDir Path folder) throws IOException {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(policy, "version: 1\nent: Une place\nceiling: {sessions: 1}\n");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(portal, issuer, policy)) {
            String seated = issuer.token("ines", "National_ELV", Instant.now());
            assertThat(gateway.getAs(seated, "/").statusCode()).isEqualTo(200);
            HttpResponse<String> waiting = gateway.getAs(issuer.token("lea", "National_ELV", Instant.now()), "/");
            String ticket = waiting.headers().firstValue("Ecluse-Place").orElseThrow();
            String poll = "GET /.ecluse/place HTTP/1.1\r\nHost: localhost\r\nEcluse-Place: " + ticket + "\r\n\r\n";
            String page = "GET /.ecluse/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String refused = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
            // only now: a connection by which nothing comes for seconds is ended
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                socket.setSoTimeout(60_000);
                for (int round = 0; round < 10; round++) {
                    String all = poll + poll + refused + poll + page + poll;
                    socket.getOutputStream().write(all.getBytes(StandardCharsets.US_ASCII));
                    List<String> kinds = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        kinds.add(kind(answer(socket.getInputStream())));
                    }
                    assertThat(kinds).containsExactly("poll", "poll", "401", "poll", "health", "poll");
                }
            }
            // the operators' port has no waiting room
            HttpResponse<String> other =
                    gateway.send(HttpRequest.newBuilder(URI.create(gateway.adminUri() + "/.ecluse/place"))
                            .header("Ecluse-Place", ticket)
                            .build());
            assertThat(other.body()).doesNotContain("\"state\":\"waiting\"");
        }
    }

    private static String kind(String answer) {
        if (answer.contains("\"state\":\"waiting\"")) {
            return "poll";
        }
        return answer.endsWith("ok\n") ? "health" : answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 401".length());
    }

    /** The next whole answer of the connection. */
    private static String answer(InputStream from) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = from.read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + text);
            }
            text.append((char) next);
        }
        Matcher length = LENGTH.matcher(text);
        assertThat(length.find()).as(text.toString()).isTrue();
        byte[] body = from.readNBytes(Integer.parseInt(length.group(1)));
        return text + new String(body, StandardCharsets.UTF_8);
    }
}

package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody began a login, and answers it again and again with tickets that no provider gave. */
class MadeUpAnswersTest {

    private static final int ANSWERS = 300;

    @Test
    void theProviderIsAskedAboutFewOfThem(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialCas cas = new TrialCas(new MovableClock());
                TrialGateway gateway = TrialGateway.start(
                        portal,
                        issuer,
                        policy,
                        "ecluse.guards.provider.per-second=1", // no machine is so slow that all would be asked about
                        "ecluse.school-networks=127.0.0.0/8",
                        "ecluse.identity.cas.url=" + cas.url())) {
            cas.somebody("ines", Map.of("ENTPersonProfils", List.of("National_ELV")));
            TrialBrowser browser = new TrialBrowser(gateway);
            String begun = TrialCas.visit(URI.create(
                            browser.open("/").headers().firstValue("Location").orElseThrow()))
                    .toString();
            String cookies = browser.cookies().entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
            HttpClient http = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<Void>>> sent = IntStream.range(0, ANSWERS)
                    .mapToObj(i -> URI.create(begun.replaceFirst("ticket=[^&]*", "ticket=ST-made-up-" + i)))
                    .map(uri -> HttpRequest.newBuilder(uri)
                            .header("Cookie", cookies)
                            .build())
                    .map(request -> http.sendAsync(request, BodyHandlers.discarding()))
                    .toList();
            Map<String, Integer> answers = new TreeMap<>();
            sent.forEach(answer -> answers.merge(
                    answer.join().headers().firstValue("Ecluse-Decision").orElse("?"), 1, Integer::sum));

            assertThat(answers).containsOnlyKeys("login-failed", "overloaded");
            assertThat(answers.get("login-failed")).isPositive();
        }
    }
}

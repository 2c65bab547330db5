package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client that the guides for apps print is compiled as it stands there, and waits for a seat. */
class AppsGuideTest {

    private static final Path GUIDES = Path.of("..", "src", "docs");
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void theClientOfTheGuideWaitsItsTurnAndEnters() throws Exception {
        String code = code("guide-apps.md");
        assertThat(code.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(30);
        assertThat(code("guide-applications.md")).isEqualTo(code);
        Method open = compiled(code).getMethod("open", URI.class, String.class);
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Applications\nceiling: {sessions: 1, at-most: 9}\n");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(portal, issuer, policy)) {
            URI page = URI.create(gateway.uri() + "/");
            assertThat(opened(open, page, issuer.token("ines", "National_ELV", Instant.now())))
                    .isEqualTo(200);
            assertThat(opened(open, page, "nothing")).isEqualTo(401);

            String late = issuer.token("lea", "National_ELV", Instant.now());
            CompletableFuture<Integer> waits = CompletableFuture.supplyAsync(() -> opened(open, page, late));
            Eventually.within(
                    Duration.ofSeconds(60),
                    () -> assertThat(gateway.admin("GET", "/api/v1/status", "").body())
                            .contains("\"waiting\":{\"total\":1"));
            assertThat(waits).isNotDone();
            gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":2,\"reason\":\"renfort\"}");

            assertThat(waits.join()).isEqualTo(200);
        }
    }

    private static int opened(Method open, URI page, String token) {
        try {
            return ((HttpResponse<?>) open.invoke(null, page, token)).statusCode();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private Class<?> compiled(String code) throws Exception {
        Path source = Files.writeString(folder.resolve("EcluseClient.java"), code);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                .isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            return loader.loadClass("EcluseClient");
        }
    }

    private static String code(String guide) throws Exception {
        Matcher code = CODE.matcher(Files.readString(GUIDES.resolve(guide)));
        assertThat(code.find()).as(guide).isTrue();
        return code.group(1);
    }
}

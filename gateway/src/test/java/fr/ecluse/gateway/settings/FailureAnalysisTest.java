package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.core.publisher.Mono;

/** What somebody sees whose settings are wrong: starts the program for real and reads the screen. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTest {

    @Test
    void wrongSettingsAreOneListWithoutAStackTrace(CapturedOutput output) {
        assertThatThrownBy(() -> start(Nothing.class, "--ecluse.ledger.kind=redis", "--ecluse.test-clock=now"))
                .isInstanceOf(SettingsException.class);
        assertThat(output.getAll())
                .containsOnlyOnce("The settings are wrong in 6 places:")
                .containsOnlyOnce("  - ecluse.ledger.name: missing, and it separates")
                .containsOnlyOnce("  - ecluse.test-clock: “now” is not an instant")
                .contains("start again")
                .doesNotContain("\tat ");
    }

    @Test
    void aPortInUseNamesItsSetting(CapturedOutput output) throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = holder.getLocalPort();
            assertThatThrownBy(() -> start(OnlyServer.class, "--server.port=" + port, "--server.address=127.0.0.1"))
                    .isInstanceOf(Exception.class);
            assertThat(output.getAll())
                    .containsOnlyOnce("server.port: port " + port + " is already in use by another program.")
                    .contains("--server.port=8181")
                    .doesNotContain("\tat ");
        }
    }

    private static void start(Class<?> application, String... arguments) {
        var spring = new SpringApplication(application);
        spring.setWebApplicationType(
                application == OnlyServer.class ? WebApplicationType.REACTIVE : WebApplicationType.NONE);
        if (application == Nothing.class) {
            spring.addInitializers(new SettingsInitializer());
        }
        spring.run(arguments).close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    @Import(NettyReactiveWebServerAutoConfiguration.class)
    static class OnlyServer {

        @Bean
        HttpHandler handler() {
            return (request, response) -> Mono.empty();
        }
    }
}

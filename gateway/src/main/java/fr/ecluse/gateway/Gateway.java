package fr.ecluse.gateway;

import fr.ecluse.gateway.platform.Platform;
import fr.ecluse.gateway.settings.SettingsInitializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** The application: Spring Boot with the wiring of {@link GatewayConfiguration}; nothing is found by scanning. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({Platform.class, GatewayConfiguration.class})
public class Gateway {

    /**
     * Starts a gateway.
     *
     * @return null if it could not start; why has been said already, in one readable message
     */
    public static @Nullable ConfigurableApplicationContext start(String... springArguments) {
        SpringApplication application = new SpringApplication(Gateway.class);
        application.addInitializers(new SettingsInitializer());
        try {
            return application.run(springArguments);
        } catch (RuntimeException e) {
            return null; // Spring Boot's failure analyzers have reported it
        }
    }
}

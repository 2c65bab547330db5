package fr.ecluse.gateway.admin;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/**
 * Serves the {@link AdminApi} of the gateway on the management port. Spring Boot reads this in the management context alone,
 * and only when that has a port of its own: the public port knows nothing of it.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class AdminPortConfiguration {

    @Bean
    AdminPort adminPort(AdminApi api, ApplicationContext management) {
        return new AdminPort(api.routes(), management);
    }

    @Bean
    ApplicationListener<WebServerInitializedEvent> tokenAtStart(AdminApi api) {
        return new TokenAtStart(api.tokens(), System.out);
    }
}

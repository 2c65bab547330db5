package fr.ecluse.gateway.platform;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * Spring Boot's own parts. Alone in its package, because Boot reads every class of the package that asks for them, and below, at each
 * start (for Jackson's mixins): a tenth of a gateway's start, to find nothing.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Platform {}

package fr.ecluse.gateway.trial;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.redis.PatientRedis;
import fr.ecluse.gateway.identity.ProviderPatience;
import fr.ecluse.gateway.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationHook;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * What is another in a gateway on trial than in one that serves: a Redis and a provider may take their time, and the wall clock may be one that a
 * test moves, since a clock that runs on by itself is past every hour that matters when a slow machine has started the gateway.
 *
 * @param clock null: the gateway's own
 */
record Replaced(@Nullable Clock clock) implements SpringApplicationHook, SpringApplicationRunListener {

    /** A provider in the same process is as late as everything else there: no login fails by that. */
    private static final ProviderPatience PATIENCE = new ProviderPatience(Duration.ofMinutes(2), Duration.ofMinutes(4));

    @Override
    public SpringApplicationRunListener getRunListener(SpringApplication application) {
        return this;
    }

    @Override
    public void contextPrepared(ConfigurableApplicationContext context) {
        context.addBeanFactoryPostProcessor(this::replace);
    }

    private void replace(ConfigurableListableBeanFactory beans) {
        beans.addBeanPostProcessor(new QuickEnd());
        if (clock != null) {
            replace(beans, "clock", Clock.class, () -> clock);
        }
        replace(beans, "providerPatience", ProviderPatience.class, () -> PATIENCE);
        Settings.Ledger ledger = beans.getBean(Settings.class).ledger();
        if (ledger.kind() == Settings.Ledger.Kind.REDIS) {
            replace(
                    beans,
                    "seatLedger",
                    SeatLedger.class,
                    () -> PatientRedis.open(ledger, beans.getBean(LedgerListener.class)));
        }
    }

    private static <T> void replace(
            ConfigurableListableBeanFactory beans, String name, Class<T> type, Supplier<T> other) {
        BeanDefinitionRegistry definitions = (BeanDefinitionRegistry) beans;
        definitions.removeBeanDefinition(name); // fails where the gateway has none of that name
        RootBeanDefinition definition = new RootBeanDefinition(type, other);
        definition.setDestroyMethodName(AbstractBeanDefinition.INFER_METHOD);
        definitions.registerBeanDefinition(name, definition);
    }

    /**
     * Event loops that end wait for two seconds of quiet. Without any, Netty may end them before they have closed what is open, and
     * whoever waits for the end of a connection then waits for ever.
     */
    private static final class QuickEnd implements BeanPostProcessor {

        private static final Duration QUIET = Duration.ofMillis(1);

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof ReactorResourceFactory loops) {
                loops.setShutdownQuietPeriod(QUIET);
            }
            return bean;
        }
    }
}

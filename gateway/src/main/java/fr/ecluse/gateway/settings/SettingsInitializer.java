package fr.ecluse.gateway.settings;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Reads the settings before any bean exists, and makes them one: wrong settings are then the only thing that is said,
 * and nothing has been started that would have to be stopped.
 */
public final class SettingsInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

    @Override
    public void initialize(GenericApplicationContext context) {
        Settings settings = SettingsReader.read(context.getEnvironment());
        context.registerBean(Settings.class, () -> settings);
    }
}

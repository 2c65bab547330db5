package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.SettingsProblem.Sentences;
import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the problems of the settings as one list instead of a stack trace, in the language of the program. */
final class SettingsFailureAnalyzer extends AbstractFailureAnalyzer<SettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SettingsException cause) {
        Locale locale = Locale.getDefault();
        Sentences sentences = Sentences.in(locale);
        return new FailureAnalysis(
                sentences.of("LIST", cause.problems().size()) + System.lineSeparator() + cause.list(locale),
                sentences.of("LIST_ACTION"),
                cause);
    }
}

package fr.ecluse.gateway.rules;

import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the issues of a first policy that does not load as {@code check} would, instead of a stack trace. */
final class PolicyFailureAnalyzer extends AbstractFailureAnalyzer<PolicyRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PolicyRefusedException cause) {
        Locale locale = Locale.getDefault();
        boolean french = Locale.FRENCH.getLanguage().equals(locale.getLanguage());
        return new FailureAnalysis(
                (french ? "La politique ne peut pas être chargée :" : "The policy does not load:")
                        + System.lineSeparator()
                        + System.lineSeparator()
                        + cause.render(locale),
                french
                        ? "Corrigez le fichier nommé par ecluse.policy, vérifiez-le avec la commande « check », puis"
                                + " redémarrez."
                        : "Correct the file that ecluse.policy names, try it with the command \"check\", then start"
                                + " again.",
                cause);
    }
}

package fr.ecluse.gateway;

import java.io.PrintWriter;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options {@code --lang} and {@code --help} of a command that speaks to people, and its words. */
final class Language {

    /** The resource bundle of the commands about policies. */
    static final String WORDS = "fr.ecluse.gateway.policy-commands";

    private static final ResourceBundle.Control NO_DETOUR_BY_THE_MACHINES_LOCALE =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before it reads any option
    private CommandSpec command;

    private Locale locale = supported(Locale.getDefault());

    private boolean chosen;

    @SuppressWarnings("UnusedVariable") // picocli reads it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "${bundle:help}")
    private boolean help;

    @Option(names = "--lang", paramLabel = "fr|en", description = "${bundle:lang}")
    void choose(String code) {
        if (!code.equals("fr") && !code.equals("en")) {
            throw wrong("lang.unknown", code);
        }
        locale = supported(Locale.forLanguageTag(code));
        chosen = true;
        // Help that is printed later is in that language too; of the command, whatever mixins are between it and this
        // one.
        command.commandLine().setResourceBundle(words());
    }

    private static Locale supported(Locale wanted) {
        return wanted.getLanguage().equals("fr") ? Locale.FRANCE : Locale.UK;
    }

    Locale locale() {
        return locale;
    }

    /** The language that was asked for, or that one if none was. */
    Locale chosenOr(Locale otherwise) {
        return chosen ? locale : otherwise;
    }

    /** A sentence of the commands, with its arguments. */
    String say(String key, @Nullable Object... arguments) {
        return new MessageFormat(words().getString(key), locale).format(arguments);
    }

    /** One line on the output of the command. */
    void print(String line) {
        PrintWriter out = command.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** Wrong usage, in the words of that sentence: exit code 2. */
    ParameterException wrong(String key, @Nullable Object... arguments) {
        return new ParameterException(command.commandLine(), say(key, arguments));
    }

    private ResourceBundle words() {
        return ResourceBundle.getBundle(WORDS, locale, NO_DETOUR_BY_THE_MACHINES_LOCALE);
    }
}

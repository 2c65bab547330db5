package fr.ecluse.gateway.settings;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * One thing that is wrong in the settings.
 *
 * @param key where, such as {@code ecluse.ledger.name}
 * @param details what the fault's sentence has holes for; never a secret
 */
public record SettingsProblem(String key, Fault fault, List<String> details) {

    private static final ResourceBundle.Control BASE_IS_ENGLISH =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    public SettingsProblem {
        details = List.copyOf(details);
    }

    public SettingsProblem(String key, Fault fault, String... details) {
        this(key, fault, List.of(details));
    }

    /** One line: the key, what is wrong, the remedy; in French, else in English. */
    public String text(Locale locale) {
        return key + ": " + Sentences.in(locale).of(fault.name(), details.toArray());
    }

    /** What can be wrong. The sentences are in {@code problems.properties} and {@code problems_fr.properties}. */
    public enum Fault {
        UNKNOWN_KEY,
        UNKNOWN_KEY_LIKE,
        NOT_A_TEXT,
        UNRESOLVED,
        REQUIRED,
        NOT_ONE_OF,
        NUMBER,
        DURATION,
        URL,
        NETWORK,
        ADDRESS,
        KEYS_REQUIRED,
        KEY_ID,
        TWICE,
        KEY_NOT_BASE64,
        KEY_LENGTH,
        POLICY_REQUIRED,
        POLICY_NOT_FOUND,
        POLICY_NOT_A_FILE,
        LEDGER_NAME_REQUIRED,
        LEDGER_NAME,
        LEDGER_URI_REQUIRED,
        LEDGER_URI,
        LEDGER_URI_AND_NODES,
        LEDGER_KIND_UNSAID,
        LEDGER_OF_OTHER_VERSION,
        SECRET_AND_FILE,
        SECRET_NOT_FOUND,
        SECRET_NOT_A_FILE,
        SECRET_EMPTY,
        SECRET_LINES,
        ALGORITHM_SYMMETRIC,
        INTROSPECTION_URI,
        CAS_URL,
        CAS_PATH,
        LOGIN_NOT_SET,
        PROVIDER_BEHIND_US,
        PUBLIC_URL_REQUIRED,
        PUBLIC_URL_PATH,
        ROLE_UNKNOWN,
        ROUTE_LIMIT,
        ADMIN_PORT_PUBLIC,
        TOKEN_SHA256,
        LOGO_NOT_FOUND,
        LOGO_TOO_LARGE,
        LOGO_KIND,
        COLOUR,
        COLOUR_ALONE,
        COLOUR_CONTRAST,
        HELP,
        TEMPLATES_NOT_FOUND,
        TEMPLATE_UNKNOWN_FILE,
        TEMPLATE_UNREADABLE,
        TEMPLATE_UNKNOWN_TEXT,
        TEMPLATE_UNKNOWN_NAME,
        TEMPLATE_BROKEN,
        TEMPLATE_BLOCKED,
        TEMPLATE_LACKING,
        TEST_CLOCK,
        TEST_CLOCK_EXPOSED
    }

    /** The bundle of one language. */
    record Sentences(ResourceBundle bundle) {

        static Sentences in(Locale locale) {
            return new Sentences(
                    ResourceBundle.getBundle("fr.ecluse.gateway.settings.problems", locale, BASE_IS_ENGLISH));
        }

        String of(String id, Object... details) {
            return new MessageFormat(bundle.getString(id), bundle.getLocale()).format(details);
        }
    }
}

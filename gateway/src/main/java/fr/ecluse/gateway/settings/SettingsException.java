package fr.ecluse.gateway.settings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The settings are wrong; carries everything that is, so that one start shows it all. */
public final class SettingsException extends RuntimeException {

    private final transient List<SettingsProblem> problems;

    /** @param problems at least one */
    public SettingsException(List<SettingsProblem> problems) {
        super(list(problems, Locale.ENGLISH));
        this.problems = List.copyOf(problems);
    }

    public List<SettingsProblem> problems() {
        return problems;
    }

    /** One line for each problem. */
    public String list(Locale locale) {
        return list(problems, locale);
    }

    private static String list(List<SettingsProblem> problems, Locale locale) {
        return problems.stream()
                .map(problem -> "  - " + problem.text(locale))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}

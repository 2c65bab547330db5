package fr.ecluse.policy;

import java.util.Locale;

/** Everything that can be wrong with a policy file, one code for each fault. The words are in {@code messages*.properties}. */
public enum IssueCode {
    // The file as a whole.
    EMPTY_FILE,
    FILE_TOO_BIG,
    FILE_IS_UTF16,
    FILE_NOT_UTF8,
    FILE_NOT_TEXT,
    MORE_ISSUES,

    // YAML.
    TAB,
    SECOND_DOCUMENT,
    TOO_DEEP,
    TOO_MANY_VALUES,
    UNKNOWN_ANCHOR,
    ANCHOR_LOOP,
    TAG,
    UNPRINTABLE,
    KEY_NOT_A_WORD,
    DUPLICATE_KEY,
    YAML_OPEN_QUOTE,
    YAML_BAD_ESCAPE,
    YAML_MISSING_COLON,
    YAML_STRAY_COLON,
    YAML_OPEN_BRACKET,
    YAML_BAD_START,
    YAML_INDENTATION,
    YAML_SYNTAX,

    // Keys and the shape of values.
    NOT_A_POLICY,
    UNKNOWN_KEY,
    MISSING_KEY,
    EMPTY_VALUE,
    EMPTY_LIST,
    EXPECTED_KEYS,
    EXPECTED_VALUE,
    EXPECTED_LIST,
    DUPLICATE_ENTRY,
    TEXT_TOO_LONG,
    INVALID_NUMBER,
    NUMBER_OUT_OF_RANGE,
    INVALID_PERCENTAGE,
    INVALID_DURATION,
    DURATION_OUT_OF_RANGE,
    INVALID_TIME,
    INVALID_DATE,
    DATE_OUT_OF_RANGE,
    EXPECTED_YES_OR_NO,

    // What they mean.
    UNKNOWN_VERSION,
    UNKNOWN_TIME_ZONE,
    UNKNOWN_SCHOOL_CALENDAR,
    SCHOOL_CALENDAR_NEEDED,
    TOO_MANY_HOLIDAYS,
    HOLIDAY_TOO_LONG,
    AT_LEAST_ABOVE_SESSIONS,
    AT_MOST_BELOW_SESSIONS,
    LONGEST_BELOW_IDLE,
    TOO_MANY_SERVICES,
    INVALID_ROLE_NAME,
    UNKNOWN_ROLE,
    TOO_MANY_ROLES,
    INVALID_RULE_NAME,
    DUPLICATE_RULE_NAME,
    TOO_MANY_RULES,
    UNKNOWN_DAY,
    DATES_REVERSED,
    FROM_EQUALS_TO,
    FROM_IS_END_OF_DAY,
    UNKNOWN_EFFECT,
    UNKNOWN_OPEN_SESSIONS,
    OPEN_SESSIONS_ON_ADMIT,
    INVALID_LANGUAGE,

    // Warnings.
    PRIORITY_RISES(Severity.WARNING),
    UNNAMED_ROLE(Severity.WARNING),
    UNNAMED_ROLE_HIGHER(Severity.WARNING),
    SERVICE_NEVER_FULL(Severity.WARNING),
    MESSAGE_NEVER_SHOWN(Severity.WARNING),
    EMPTY_WINDOW(Severity.WARNING),
    SHADOWED_RULE(Severity.WARNING),
    OPPOSITE_OVERLAP(Severity.WARNING),
    ROLE_BARRED(Severity.WARNING),
    HOUR_SKIPPED(Severity.WARNING),
    HOUR_TWICE(Severity.WARNING),
    SCHOOL_CALENDAR_UNKNOWN(Severity.WARNING),
    SCHOOL_CALENDAR_ENDS(Severity.WARNING),
    DATES_BEYOND_CALENDAR(Severity.WARNING);

    private final Severity severity;

    IssueCode() {
        this(Severity.ERROR);
    }

    IssueCode(Severity severity) {
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }

    /** As scripts know it: {@code empty-file}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

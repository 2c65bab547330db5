package fr.ecluse.policy.week;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a terminal shows colours (ECMA-48 SGR). */
public enum Colours {
    NONE,
    ANSI;

    private static final String END = "\u001b[0m";
    private static final String BOLD = "1";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";

    private static final Pattern RUN = Pattern.compile("█+|·+|▒+");

    String strong(String text) {
        return in(BOLD, text);
    }

    String signs(String signs) {
        if (this == NONE) {
            return signs;
        }
        return RUN.matcher(signs)
                .replaceAll(run -> Matcher.quoteReplacement(in(
                        switch (run.group().charAt(0)) {
                            case '█' -> GREEN;
                            case '·' -> RED;
                            default -> YELLOW;
                        },
                        run.group())));
    }

    String change(String text, Direction.Sense sense) {
        return switch (sense) {
            case GAIN -> in(GREEN, text);
            case LOSS -> in(RED, text);
            case NEITHER -> text;
        };
    }

    private String in(String colour, String text) {
        return this == NONE ? text : "\u001b[" + colour + "m" + text + END;
    }
}

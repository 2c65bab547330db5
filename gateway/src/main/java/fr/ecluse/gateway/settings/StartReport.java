package fr.ecluse.gateway.settings;

import java.io.PrintStream;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Tells whoever starts the program, on the screen and in lines of their own, why it does not. The log would put them into one: there
 * each event has a line, since strangers' words may be in it. Here are only those of the settings and files.
 */
final class StartReport implements FailureAnalysisReporter {

    private final PrintStream screen = System.err;

    @Override
    public void report(FailureAnalysis failure) {
        screen.println();
        screen.println(failure.getDescription());
        if (failure.getAction() != null) {
            screen.println();
            screen.println(failure.getAction());
        }
        screen.println();
    }
}

package fr.ecluse.gateway.admin;

import java.io.PrintStream;
import java.util.Locale;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Prints the token that was made because the settings name none: once, where the program was started, never in a log. The
 * token is the last word of the line.
 */
final class TokenAtStart implements ApplicationListener<WebServerInitializedEvent> {

    private final AdminTokens tokens;
    private final PrintStream out;

    TokenAtStart(AdminTokens tokens, PrintStream out) {
        this.tokens = tokens;
        this.out = out;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent started) {
        String made = tokens.made();
        if (made != null) {
            String port = Integer.toString(started.getWebServer().getPort());
            out.println(Words.in(Locale.getDefault()).of("TOKEN_AT_START", port, made));
        }
    }
}

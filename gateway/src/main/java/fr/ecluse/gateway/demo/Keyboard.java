package fr.ecluse.gateway.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** Lines typed in the terminal, while somebody sits at one. */
final class Keyboard {

    private Keyboard() {}

    /**
     * Whether reading would wait for a person. A process in the background of a shell must not read: Linux would stop it.
     */
    static boolean isAttached() {
        return System.console() != null && isInForeground(Path.of("/proc/self/stat"));
    }

    /** By fields 5 and 8 of proc(5), the process group and that of the terminal's foreground; elsewhere, true. */
    static boolean isInForeground(Path stat) {
        try {
            String line = Files.readString(stat);
            // the name in parentheses may hold anything
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 7);
            return fields.length > 5 && fields[2].equals(fields[5]);
        } catch (IOException elsewhere) {
            return true;
        }
    }

    /** Hands each line over, in lower case and without blanks around, from a daemon thread. */
    static void listen(Consumer<String> line) {
        Thread thread = new Thread(
                () -> {
                    try {
                        BufferedReader keys =
                                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
                        for (String typed = keys.readLine(); typed != null; typed = keys.readLine()) {
                            line.accept(typed.strip().toLowerCase(Locale.ROOT));
                        }
                    } catch (IOException gone) {
                        // the terminal went away; the demo goes on without keys
                    }
                },
                "demo-keys");
        thread.setDaemon(true);
        thread.start();
    }
}

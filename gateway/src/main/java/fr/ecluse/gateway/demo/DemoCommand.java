package fr.ecluse.gateway.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.text.MessageFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code demo}: runs everything in one process until Ctrl-C.
 *
 * <p>Exit codes: 0 when stopped, 1 when it could not start, 2 on wrong usage.
 */
@Command(name = "demo", resourceBundle = "fr.ecluse.gateway.demo.command", mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    /** Lower ones belong to the system's administrator. */
    private static final int FIRST_FREE_PORT = 1024;

    private static final int LAST_PORT = 65_535;

    private final GatewayStart gateway;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", descriptionKey = "port")
    private int port;

    @Option(names = "--admin-port", paramLabel = "PORT", defaultValue = "9090", descriptionKey = "admin-port")
    private int adminPort;

    @Option(names = "--at", paramLabel = "TIME", descriptionKey = "at")
    private @Nullable String at;

    @Option(names = "--lang", paramLabel = "fr|en", descriptionKey = "lang")
    private @Nullable String lang;

    @Option(names = "--no-crowd", descriptionKey = "no-crowd")
    private boolean noCrowd;

    @Option(names = "--crowd", paramLabel = "N", defaultValue = "30", descriptionKey = "crowd")
    private int crowd;

    /** @param gateway starts the real one */
    public DemoCommand(GatewayStart gateway) {
        this.gateway = gateway;
    }

    @Override
    public Integer call() throws InterruptedException {
        Language language = language();
        Demo.Options options = options(language);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        for (int wanted : new int[] {port, adminPort}) {
            String obstacle = obstacleTo(wanted);
            if (obstacle != null) {
                String option = wanted == port ? "--port" : "--admin-port";
                int another = wanted < FIRST_FREE_PORT ? wanted + 8000 : wanted == LAST_PORT ? 8080 : wanted + 1;
                err.println(say(language, obstacle, wanted, option, another));
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
        out.println(say(language, "cli.starting"));
        out.flush();
        try (Demo demo = new Demo(options, gateway)) {
            CountDownLatch stop = new CountDownLatch(1);
            Thread hook = new Thread(demo::close, "demo-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            boolean keys = Keyboard.isAttached();
            out.print(Welcome.text(demo, language, keys ? Welcome.Call.BY_KEY : Welcome.Call.BY_LINK));
            out.flush();
            if (keys) {
                Keyboard.listen(line -> obey(line, demo, language, stop));
            }
            stop.await();
            Runtime.getRuntime().removeShutdownHook(hook);
            return CommandLine.ExitCode.OK;
        } catch (GatewayDownException said) {
            return CommandLine.ExitCode.SOFTWARE;
        } catch (IOException | RuntimeException e) {
            err.println(say(language, "cli.failed", reason(e)));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void obey(String line, Demo demo, Language language, CountDownLatch stop) {
        if (line.equals("q")) {
            stop.countDown();
        } else if (line.isEmpty() || line.equals("c")) {
            demo.crowd().ifPresent(pupils -> {
                PrintWriter out = spec.commandLine().getOut();
                out.println("  " + Welcome.crowdLine(pupils, pupils.gather(), language));
                out.flush();
            });
        }
    }

    private Demo.Options options(Language language) {
        checkPort(language, "--port", port);
        checkPort(language, "--admin-port", adminPort);
        if (port == adminPort) {
            throw wrong(say(language, "cli.ports-equal", port));
        }
        if (crowd < 1 || crowd > Crowd.MOST) {
            throw wrong(say(language, "cli.crowd-range", Crowd.MOST, crowd));
        }
        return new Demo.Options(
                port, adminPort, start(language), noCrowd ? OptionalInt.empty() : OptionalInt.of(crowd));
    }

    private void checkPort(Language language, String option, int value) {
        if (value < 1 || value > LAST_PORT) {
            throw wrong(say(language, "cli.port-range", option, value));
        }
    }

    /** Wall time in Paris, or with an offset of its own. */
    private @Nullable Instant start(Language language) {
        if (at == null) {
            return null;
        }
        try {
            return LocalDateTime.parse(at).atZone(DemoSettings.ZONE).toInstant();
        } catch (DateTimeException notLocal) {
            try {
                return OffsetDateTime.parse(at).toInstant();
            } catch (DateTimeException neither) {
                throw wrong(say(language, "cli.at", at));
            }
        }
    }

    private Language language() {
        String tag = lang == null ? Locale.getDefault().getLanguage() : lang;
        if (lang != null && !lang.equals("fr") && !lang.equals("en")) {
            throw wrong("--lang: fr | en");
        }
        return tag.equals("fr") ? Language.FR : Language.EN;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Numbers are written as they are typed, without separators. */
    private static String say(Language language, String key, Object... details) {
        Object[] texts = new Object[details.length];
        for (int i = 0; i < details.length; i++) {
            texts[i] = details[i].toString();
        }
        return MessageFormat.format(language.text(key), texts);
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    /** The key of what keeps the port from being ours, null if nothing does. */
    private static @Nullable String obstacleTo(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(DemoServer.ADDRESS), port));
            return null;
        } catch (IOException e) {
            boolean privileged =
                    port < FIRST_FREE_PORT && String.valueOf(e.getMessage()).contains("denied");
            return privileged ? "cli.port-denied" : "cli.port-in-use";
        }
    }
}

package fr.ecluse.gateway;

import fr.ecluse.gateway.demo.DemoCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of {@code ecluse.jar}: one word says what it does, {@code serve} if none is given. */
@Command(
        name = "ecluse",
        description = {
            "Écluse : la passerelle d'authentification et d'admission des portails scolaires.",
            "Écluse: the authentication and admission gateway of school portals."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            SchemaCommand.class,
            ExplainCommand.class,
            WeekCommand.class,
            StatusCommand.class,
            CeilingCommand.class,
            ModeCommand.class,
            MessageCommand.class,
            BlocksCommand.class,
            LimitsCommand.class,
            AuditCommand.class,
            ReportCommand.class,
        })
public final class Ecluse implements Runnable {

    /** What a command returns that has started something which goes on. */
    static final int KEEPS_RUNNING = -1;

    private static final Set<String> HELP = Set.of("--help", "-h", "--version", "-V");

    private Ecluse() {}

    public static void main(String[] args) {
        // one event loop a core, server and client on the same one: a request never changes threads
        setDefault(
                "reactor.netty.ioWorkerCount",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
        setDefault("io.netty.leakDetection.level", "disabled");
        int exit = commandLine().execute(withCommand(args));
        if (exit != KEEPS_RUNNING) {
            System.exit(exit);
        }
    }

    private static CommandLine commandLine() {
        // whatever the locale, French has its accents
        return new CommandLine(new Ecluse())
                .addSubcommand(new DemoCommand(Gateway::start))
                .setOut(utf8(FileDescriptor.out))
                .setErr(utf8(FileDescriptor.err));
    }

    private static PrintWriter utf8(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), true);
    }

    /** Options without a command are the gateway's. */
    static String[] withCommand(String... args) {
        if (args.length > 0 && (!args[0].startsWith("-") || HELP.contains(args[0]))) {
            return args;
        }
        String[] serve = new String[args.length + 1];
        serve[0] = "serve";
        System.arraycopy(args, 0, serve, 1, args.length);
        return serve;
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    @Override
    public void run() {
        commandLine().usage(commandLine().getOut());
    }
}

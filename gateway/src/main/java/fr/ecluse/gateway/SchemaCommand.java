package fr.ecluse.gateway;

import fr.ecluse.policy.PolicySchema;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code schema}: prints the JSON Schema of the policy file, for an editor that has no gateway at hand. */
@Command(name = "schema", resourceBundle = Language.WORDS, description = "${bundle:schema}", sortOptions = false)
public final class SchemaCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private Language language = new Language();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(PolicySchema.text());
        out.flush();
        return ExitCode.OK;
    }
}

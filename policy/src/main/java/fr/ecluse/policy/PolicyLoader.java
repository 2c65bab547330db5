package fr.ecluse.policy;

import fr.ecluse.policy.compile.PolicyCompiler;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.NodeReader;
import fr.ecluse.policy.source.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads policy files. The one way from bytes to a {@link Policy}, for the gateway and for the command line. */
public final class PolicyLoader {

    static {
        Bundles.prepare();
    }

    private PolicyLoader() {}

    /**
     * Reads a policy from a file, and of a file that is too big no more than shows it. Issues call it as the path is written.
     *
     * @throws IOException if the file can't be read
     */
    public static Loaded read(Path file, Circumstances circumstances) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return load(file.toString(), stream.readNBytes(SourceText.LARGEST + 1), circumstances);
        }
    }

    /**
     * Reads a policy.
     *
     * @param fileName how to call the file in issues
     * @param utf8 the file's bytes; any bytes at all: nothing is ever thrown
     */
    public static Loaded load(String fileName, byte[] utf8) {
        return load(fileName, utf8, Circumstances.NONE);
    }

    /** Reads a policy as {@link #load(String, byte[])} does, in the light of what its file does not say. */
    public static Loaded load(String fileName, byte[] utf8, Circumstances circumstances) {
        SourceText source = SourceText.of(fileName, utf8);
        IssueLog issues = new IssueLog(source);
        SourceText.Fault fault = source.fault();
        if (fault != null) {
            issues.report(fault.code(), fault.place(), fault.arguments().toArray(String[]::new));
            return new Loaded.Invalid(issues.sorted());
        }
        Node root = NodeReader.read(source, issues);
        if (root == null) {
            return new Loaded.Invalid(issues.sorted());
        }
        return new PolicyCompiler(circumstances, issues)
                .compile(root, sha256(utf8))
                .<Loaded>map(policy -> new Loaded.Valid(policy, issues.sorted()))
                .orElseGet(() -> new Loaded.Invalid(issues.sorted()));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

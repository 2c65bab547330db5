package fr.ecluse.gateway;

import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.PolicyLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A policy file that somebody named on the command line. A file that can't be read is a wrong usage, and says why. */
record PolicyFile(Path path, Loaded loaded) {

    static PolicyFile read(Path path, Circumstances circumstances, CommandLine command, Language language) {
        try {
            return new PolicyFile(path, PolicyLoader.read(path, circumstances));
        } catch (NoSuchFileException e) {
            throw new ParameterException(command, language.say("file.missing", path));
        } catch (AccessDeniedException e) {
            throw new ParameterException(command, language.say("file.denied", path));
        } catch (IOException e) {
            String key = Files.isDirectory(path) ? "file.directory" : "file.unreadable";
            throw new ParameterException(command, language.say(key, path));
        }
    }

    List<PolicyIssue> issues() {
        return loaded instanceof Loaded.Valid valid ? valid.warnings() : ((Loaded.Invalid) loaded).issues();
    }

    /** The policy, if it has no error. */
    Optional<Policy> policy() {
        return loaded instanceof Loaded.Valid valid ? Optional.of(valid.policy()) : Optional.empty();
    }

    /** The policy; without one, its errors are printed and the answer is empty. */
    Optional<Policy> policyOrIssues(PrintWriter out, Language language) {
        if (policy().isEmpty()) {
            issues().forEach(issue -> out.println(issue.render(language.locale())));
            out.println(language.say("file.mend", path));
            out.flush();
        }
        return policy();
    }
}

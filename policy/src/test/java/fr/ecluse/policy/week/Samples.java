package fr.ecluse.policy.week;

import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;

/** Policies and expected texts of these tests. */
final class Samples {

    /** With Good Friday, which is kept in Alsace, and the clocks that are put forward on Sunday. */
    static final LocalDate EASTER_WEEK = LocalDate.of(2027, 3, 22);

    private Samples() {}

    static Policy policy(String name) {
        return load(name, text(name));
    }

    static Policy written(String yaml) {
        return load("policy.yaml", yaml);
    }

    private static Policy load(String name, String yaml) {
        Loaded loaded = PolicyLoader.load(name, yaml.getBytes(StandardCharsets.UTF_8));
        if (loaded instanceof Loaded.Valid valid) {
            return valid.policy();
        }
        throw new IllegalArgumentException(
                ((Loaded.Invalid) loaded).issues().get(0).render(Locale.ENGLISH));
    }

    static String text(String name) {
        try (InputStream in = Samples.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To the wall time of the policy's own clock. */
    static Explanation explain(Policy policy, String role, String at) {
        Moments moments = new Moments(policy.timeZone(), Locale.ENGLISH);
        return Explanation.of(new Explanation.Question(
                policy, new Role(role), null, moments.read(at).orElseThrow()));
    }
}

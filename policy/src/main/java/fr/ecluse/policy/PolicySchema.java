package fr.ecluse.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The JSON Schema (2020-12) of the policy file, for editors. It accepts every file that the {@link PolicyLoader} accepts;
 * the loader says more: what needs two values compared, a calendar, or the bytes themselves.
 */
public final class PolicySchema {

    private PolicySchema() {}

    /** The document, in JSON. */
    public static String text() {
        InputStream resource = PolicySchema.class.getResourceAsStream("policy.schema.json");
        try (InputStream stream = Objects.requireNonNull(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

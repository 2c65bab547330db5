package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ARGV of a script, in order. */
final class Arguments {

    private final List<byte[]> values = new ArrayList<>();

    Arguments person(Pseudonym person) {
        values.add(person.bytes());
        return this;
    }

    Arguments handles(Collection<Pseudonym> handles) {
        handles.forEach(handle -> values.add(handle.bytes()));
        return this;
    }

    /** Null is empty. */
    Arguments text(@Nullable String text) {
        values.add((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Arguments bytes(byte[] bytes) {
        values.add(bytes);
        return this;
    }

    /** Null is empty. */
    Arguments number(@Nullable Long number) {
        return text(number == null ? "" : number.toString());
    }

    /** One a line, always in the same order. */
    Arguments roles(Collection<Role> roles) {
        return text(roles.stream().map(Role::name).sorted().collect(Collectors.joining("\n")));
    }

    byte[][] toArray() {
        return values.toArray(byte[][]::new);
    }
}

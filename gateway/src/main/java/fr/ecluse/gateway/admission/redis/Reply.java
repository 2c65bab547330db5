package fr.ecluse.gateway.admission.redis;

import fr.ecluse.policy.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What a script answered: a list of numbers, texts and lists. */
record Reply(List<?> values) {

    int size() {
        return values.size();
    }

    long number(int index) {
        return (Long) values.get(index);
    }

    int intNumber(int index) {
        return Math.toIntExact(number(index));
    }

    Duration millis(int index) {
        return Duration.ofMillis(number(index));
    }

    String text(int index) {
        return new String((byte[]) values.get(index), StandardCharsets.UTF_8);
    }

    byte[] bytes(int index) {
        return (byte[]) values.get(index);
    }

    Role role(int index) {
        return new Role(text(index));
    }

    Reply list(int index) {
        return new Reply((List<?>) values.get(index));
    }

    List<Reply> lists() {
        return values.stream().map(value -> new Reply((List<?>) value)).toList();
    }
}

package fr.ecluse.gateway.telemetry;

import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Structured logs that no terminal and no reader of lines stumbles over: JSON escapes line ends and the first controls, but lets the
 * second set of controls (C1, whose 0x9b steers a terminal) and Unicode's own line ends through.
 */
public final class PlainJson implements StructuredLoggingJsonMembersCustomizer<Object> {

    @Override
    public void customize(Members<Object> members) {
        members.applyingValueProcessor(
                ValueProcessor.of(String.class, text -> text.replaceAll("[\\x7f-\\x9f\\u2028\\u2029]", " ")));
    }
}

package fr.ecluse.policy.source;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.source.Node.Entry;
import fr.ecluse.policy.source.Node.Mapping;
import fr.ecluse.policy.source.Node.Scalar;
import fr.ecluse.policy.source.Node.Sequence;
import fr.ecluse.policy.source.Node.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Builds the tree of one document from the parser's events. It reads no further than the bounds below, so that no file
 * costs more than its size; aliases share one node and count for as many as they stand for.
 */
public final class NodeReader {

    /** A policy needs four levels. */
    private static final int DEEPEST = 20;
    /** Five hundred rules that name fifty roles each need half of it. */
    private static final int MOST_NODES = 100_000;
    /** A long text counts for more than one value, or aliases of it would cost more than the file has. */
    private static final int CHARACTERS_OF_A_VALUE = 32;

    /** Reading can't go on; the reason is in the log. */
    private static final class Abandoned extends RuntimeException {

        Abandoned() {
            super(null, null, false, false);
        }
    }

    private record Anchored(@Nullable Node node, int size) {}

    private final SourceText source;
    private final IssueLog issues;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int nodes;
    private int depth;

    private NodeReader(SourceText source, IssueLog issues) {
        this.source = source;
        this.issues = issues;
    }

    /** The document's value; {@code null} when there is none, and then the log says why. */
    public static @Nullable Node read(SourceText source, IssueLog issues) {
        if (Tabs.report(source, issues)) {
            return null;
        }
        NodeReader reader = new NodeReader(source, issues);
        try {
            return reader.document();
        } catch (Abandoned reported) {
            return null;
        } catch (MarkedYamlEngineException e) {
            SyntaxFault fault = SyntaxFault.of(e, source);
            issues.report(fault.code(), reader.place(fault.mark()), fault.detail());
            return null;
        } catch (RuntimeException e) {
            // The parser answers a few malformed inputs with exceptions that are not its own.
            issues.report(IssueCode.YAML_SYNTAX, reader.place(Optional.empty()), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Node document() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.file())
                .setCodePointLimit(SourceText.LARGEST)
                .build();
        Iterator<Event> events =
                new Parse(settings).parseString(Tabs.asSpaces(source.text())).iterator();
        Node root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent) {
                if (root != null) {
                    issues.report(IssueCode.SECOND_DOCUMENT, place(event));
                    return null;
                }
                root = node(events.next(), events);
            }
        }
        if (root == null || (root instanceof Scalar scalar && scalar.isEmpty())) {
            issues.report(IssueCode.EMPTY_FILE, new Place(source.file(), 1, 1));
            return null;
        }
        return root;
    }

    private Node node(Event event, Iterator<Event> events) {
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        if (++depth > DEEPEST) {
            throw abandon(IssueCode.TOO_DEEP, event, Integer.toString(DEEPEST));
        }
        int before = nodes;
        count(event, 1);
        // By name: of names that collide, a map can still sort strings.
        Optional<String> anchor = ((NodeEvent) event).getAnchor().map(Anchor::getValue);
        anchor.ifPresent(name -> anchors.put(name, new Anchored(null, 0)));
        Node node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar);
        } else if (event instanceof SequenceStartEvent start) {
            node = sequence(start, events);
        } else {
            node = mapping((MappingStartEvent) event, events);
        }
        anchor.ifPresent(name -> anchors.put(name, new Anchored(node, nodes - before)));
        depth--;
        return node;
    }

    private Node aliased(AliasEvent alias) {
        String name = alias.getAlias().getValue();
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw abandon(IssueCode.UNKNOWN_ANCHOR, alias, name);
        }
        if (anchored.node == null) {
            throw abandon(IssueCode.ANCHOR_LOOP, alias, name);
        }
        count(alias, anchored.size);
        return anchored.node;
    }

    private Scalar scalar(ScalarEvent event) {
        refuseTag(event, event.getTag());
        count(event, event.getValue().length() / CHARACTERS_OF_A_VALUE);
        int unprintable = SourceText.firstUnprintable(event.getValue());
        if (unprintable >= 0) {
            // The file itself has none; an escape made it.
            int code = event.getValue().codePointAt(unprintable);
            issues.report(IssueCode.UNPRINTABLE, place(event), String.format("U+%04X", code));
        }
        return new Scalar(event.getValue(), event.isPlain() ? Style.PLAIN : Style.QUOTED, place(event));
    }

    private Sequence sequence(SequenceStartEvent start, Iterator<Event> events) {
        refuseTag(start, start.getTag());
        List<Node> items = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            items.add(node(next, events));
        }
        return new Sequence(items, place(start));
    }

    private Mapping mapping(MappingStartEvent start, Iterator<Event> events) {
        refuseTag(start, start.getTag());
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            Event keyEvent = next;
            Node key = node(keyEvent, events);
            Node value = node(events.next(), events);
            if (!(key instanceof Scalar word)) {
                issues.report(IssueCode.KEY_NOT_A_WORD, place(keyEvent));
                continue;
            }
            Entry first = entries.putIfAbsent(word.text(), new Entry(word, value));
            if (first != null) {
                String line = Integer.toString(first.key().place().line());
                issues.report(IssueCode.DUPLICATE_KEY, place(keyEvent), word.text(), line);
            }
        }
        return new Mapping(new ArrayList<>(entries.values()), place(start));
    }

    private void refuseTag(Event event, Optional<String> tag) {
        tag.ifPresent(name -> issues.report(IssueCode.TAG, place(event), name.replace("tag:yaml.org,2002:", "!!")));
    }

    private void count(Event event, int more) {
        nodes += more;
        if (nodes > MOST_NODES) {
            throw abandon(IssueCode.TOO_MANY_VALUES, event, Integer.toString(MOST_NODES));
        }
    }

    private Abandoned abandon(IssueCode code, Event event, String argument) {
        issues.report(code, place(event), argument);
        return new Abandoned();
    }

    private Place place(Event event) {
        return place(event.getStartMark());
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(m -> new Place(source.file(), m.getLine() + 1, m.getColumn() + 1))
                .orElseGet(() -> new Place(source.file(), 1, 1));
    }
}

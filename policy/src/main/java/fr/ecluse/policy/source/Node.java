package fr.ecluse.policy.source;

import fr.ecluse.policy.Place;
import java.util.List;

/** A value of the file, at its place. Immutable; an anchored value and its aliases are one object. */
public sealed interface Node {

    Place place();

    /**
     * A word, a number, a sentence.
     *
     * @param style how it is written
     */
    record Scalar(String text, Style style, Place place) implements Node {

        /** Nothing was written, or {@code ~}, or {@code null}. */
        public boolean isEmpty() {
            return style == Style.PLAIN && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    /** Whether a scalar stands between quotes (or in a block), or is bare. */
    enum Style {
        PLAIN,
        QUOTED
    }

    /** A list. */
    record Sequence(List<Node> items, Place place) implements Node {

        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys with their values, each key once, in the order of the file. */
    record Mapping(List<Entry> entries, Place place) implements Node {

        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    /** A key and its value. */
    record Entry(Scalar key, Node value) {}
}

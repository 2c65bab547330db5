package fr.ecluse.policy.source;

import fr.ecluse.policy.Place;
import java.util.List;
import java.util.Set;

/** A value of the file, at its place. Immutable; an anchored value and its aliases are one object. */
public sealed interface Node {

    Place place();

    /**
     * A word, a number, a sentence.
     *
     * @param style how it is written
     */
    record Scalar(String text, Style style, Place place) implements Node {

        private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

        /** Nothing was written, or one of the spellings that YAML 1.2 (section 10.3.2) has for nothing. */
        public boolean isEmpty() {
            return style == Style.PLAIN && NOTHING.contains(text);
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

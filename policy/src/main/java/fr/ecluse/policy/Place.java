package fr.ecluse.policy;

/**
 * A place in a policy file.
 *
 * @param file the file's name, as the caller gave it
 * @param line first line is 1
 * @param column first column is 1, counted in characters (code points)
 */
public record Place(String file, int line, int column) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}

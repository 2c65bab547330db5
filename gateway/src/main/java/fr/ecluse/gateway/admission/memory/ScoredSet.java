package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.keys.Pseudonym;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * People in the order of a score, then of their pseudonym, with ranks: what a sorted set is in Redis.
 *
 * <p>A treap (Seidel and Aragon, 1996) whose nodes know the size of their subtree, beside a map from the person to the
 * node. Every operation takes O(log n) expected. Not thread-safe.
 */
final class ScoredSet {

    /** The score of whoever is not in the set. */
    static final long ABSENT = Long.MIN_VALUE;

    private final Map<Pseudonym, Node> nodes = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom();
    private @Nullable Node root;

    private static final class Node {
        final Pseudonym person;
        final long score;
        final int heap;
        int size = 1;

        @Nullable
        Node left;

        @Nullable
        Node right;

        Node(Pseudonym person, long score, int heap) {
            this.person = person;
            this.score = score;
            this.heap = heap;
        }

        boolean before(long otherScore, Pseudonym other) {
            return score != otherScore ? score < otherScore : person.compareTo(other) < 0;
        }

        void measure() {
            size = 1 + sizeOf(left) + sizeOf(right);
        }
    }

    int size() {
        return nodes.size();
    }

    /** The person's score, or {@link #ABSENT}. */
    long score(Pseudonym person) {
        Node node = nodes.get(person);
        return node == null ? ABSENT : node.score;
    }

    /** Adds the person, or moves them to another score. */
    void put(Pseudonym person, long score) {
        remove(person);
        Node node = new Node(person, score, random.nextInt());
        nodes.put(person, node);
        root = insert(root, node);
    }

    boolean remove(Pseudonym person) {
        Node node = nodes.remove(person);
        if (node == null) {
            return false;
        }
        root = delete(root, node);
        return true;
    }

    /** How many people have this score or a lower one. */
    int countAtMost(long score) {
        int count = 0;
        Node node = root;
        while (node != null) {
            if (node.score <= score) {
                count += sizeOf(node.left) + 1;
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return count;
    }

    int countAbove(long score) {
        return size() - countAtMost(score);
    }

    /** Whoever has so many people before them. */
    Pseudonym personAt(int rank) {
        return nodeAt(rank).person;
    }

    long scoreAt(int rank) {
        return nodeAt(rank).score;
    }

    private Node nodeAt(int rank) {
        int left = rank;
        Node node = root;
        while (node != null) {
            int before = sizeOf(node.left);
            if (left == before) {
                return node;
            }
            if (left < before) {
                node = node.left;
            } else {
                left -= before + 1;
                node = node.right;
            }
        }
        throw new IndexOutOfBoundsException(rank);
    }

    private static int sizeOf(@Nullable Node node) {
        return node == null ? 0 : node.size;
    }

    private static Node insert(@Nullable Node tree, Node added) {
        if (tree == null) {
            return added;
        }
        if (added.heap > tree.heap) {
            split(tree, added);
            return added;
        }
        if (tree.before(added.score, added.person)) {
            tree.right = insert(tree.right, added);
        } else {
            tree.left = insert(tree.left, added);
        }
        tree.measure();
        return tree;
    }

    /** Hangs what comes before {@code pivot} on its left and the rest on its right. */
    private static void split(@Nullable Node tree, Node pivot) {
        if (tree == null) {
            pivot.left = null;
            pivot.right = null;
        } else if (tree.before(pivot.score, pivot.person)) {
            split(tree.right, pivot);
            tree.right = pivot.left;
            tree.measure();
            pivot.left = tree;
        } else {
            split(tree.left, pivot);
            tree.left = pivot.right;
            tree.measure();
            pivot.right = tree;
        }
        pivot.measure();
    }

    private static @Nullable Node delete(@Nullable Node tree, Node gone) {
        if (tree == null) {
            return null;
        }
        if (tree == gone) {
            return merge(tree.left, tree.right);
        }
        if (tree.before(gone.score, gone.person)) {
            tree.right = delete(tree.right, gone);
        } else {
            tree.left = delete(tree.left, gone);
        }
        tree.measure();
        return tree;
    }

    private static @Nullable Node merge(@Nullable Node first, @Nullable Node second) {
        if (first == null) {
            return second;
        }
        if (second == null) {
            return first;
        }
        if (first.heap > second.heap) {
            first.right = merge(first.right, second);
            first.measure();
            return first;
        }
        second.left = merge(first, second.left);
        second.measure();
        return second;
    }
}

package fr.ecluse.policy.compile;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What somebody probably meant by a word that is not known: the same word in another spelling, its translation, or the
 * nearest by edits (insertions, deletions, replacements and swaps of neighbours: Damerau and Levenshtein).
 */
final class Suggestions {

    /** French and English words that people write for the words of the language. */
    private static final Properties SYNONYMS = synonyms();

    private static final char HYPHEN = '-';
    /** Longer words are never near anything. */
    private static final int LONGEST = 40;
    /** No accents make one of the words out of a longer one. */
    private static final int LONGEST_WRITTEN = 200;

    private Suggestions() {}

    static @Nullable String near(String written, Collection<String> known) {
        if (written.length() > LONGEST_WRITTEN) {
            return null;
        }
        String word = plain(written);
        if (word.isEmpty() || word.length() > LONGEST) {
            return null;
        }
        for (String candidate : known) {
            if (plain(candidate).equals(word)) {
                return candidate;
            }
        }
        String synonym = SYNONYMS.getProperty(word);
        if (synonym != null) {
            for (String meant : synonym.split(" ", -1)) {
                if (known.contains(meant)) {
                    return meant;
                }
            }
        }
        String nearest = null;
        int least = word.length() < 4 ? 2 : word.length() < 8 ? 3 : 4;
        for (String candidate : known) {
            int edits = edits(word, plain(candidate), least);
            if (edits < least) {
                least = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Lower case, without accents, hyphens for everything between words. */
    static String plain(String word) {
        if (isPlain(word)) {
            return word;
        }
        return Normalizer.normalize(word.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9/]+", "-")
                .replaceAll("^-|-$", "");
    }

    /** As almost all words that it is asked about: the rest of the way is long. */
    private static boolean isPlain(String word) {
        char last = HYPHEN;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/';
            if (!part && (c != HYPHEN || last == HYPHEN)) {
                return false;
            }
            last = c;
        }
        return last != HYPHEN;
    }

    /** How many edits lie between two words if they are fewer than the limit; else the limit. */
    static int edits(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            Arrays.fill(table[i], limit);
            // Farther from the diagonal than the limit, every cell is at least the limit.
            for (int j = Math.max(0, i - limit + 1); j <= Math.min(b.length(), i + limit - 1); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : Math.min(limit, least(table, a, b, i, j));
            }
        }
        return table[a.length()][b.length()];
    }

    private static int least(int[][] table, String a, String b, int i, int j) {
        int replaced = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, table[i - 2][j - 2] + 1) : least;
    }

    private static Properties synonyms() {
        Properties synonyms = new Properties();
        InputStream stream = Suggestions.class.getResourceAsStream("synonyms.properties");
        try (Reader reader = new InputStreamReader(Objects.requireNonNull(stream), StandardCharsets.UTF_8)) {
            synonyms.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return synonyms;
    }
}

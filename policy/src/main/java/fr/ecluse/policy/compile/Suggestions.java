package fr.ecluse.policy.compile;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
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
    /** Longer words are never near anything. */
    private static final int LONGEST = 40;

    private Suggestions() {}

    static @Nullable String near(String written, Collection<String> known) {
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
            int edits = edits(word, plain(candidate));
            if (edits < least) {
                least = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Lower case, without accents, hyphens for everything between words. */
    static String plain(String word) {
        return Normalizer.normalize(word.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9/]+", "-")
                .replaceAll("^-|-$", "");
    }

    static int edits(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                table[i][j] = i == 0 || j == 0 ? i + j : least(table, a, b, i, j);
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

package fr.ecluse.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The texts of the console: as many in French as in English, with the same gaps, and none that is asked for and missing. */
class ConsoleWordsTest {

    private static final Pattern TEXT = Pattern.compile("^  '([\\w.-]+)': '(.*)',$", Pattern.MULTILINE);
    private static final Pattern GAP = Pattern.compile("\\{(\\w+)}");
    private static final Pattern ASKED = Pattern.compile("\\bt\\('([\\w.-]+)'");

    private final String words = file("words.js");

    @Test
    void everyTextIsThereInBothLanguagesWithTheSameGaps() {
        Map<String, String> french = texts("FRENCH");
        Map<String, String> english = texts("ENGLISH");

        assertThat(french.keySet()).hasSizeGreaterThan(150).isEqualTo(english.keySet());
        french.forEach((key, text) ->
                assertThat(gaps(text)).as(key).isEqualTo(gaps(Objects.requireNonNull(english.get(key)))));
    }

    @Test
    void everyTextThatTheConsoleAsksForIsThere() {
        Map<String, String> french = texts("FRENCH");
        for (String name : ConsoleFiles.SCRIPTS) {
            assertThat(ASKED.matcher(file(name)).results().map(asked -> asked.group(1)))
                    .as(name)
                    .allMatch(french::containsKey);
        }
    }

    @Test
    void frenchIsWrittenWithTypographicApostrophes() {
        assertThat(texts("FRENCH").values()).noneMatch(text -> text.contains("'"));
    }

    private Map<String, String> texts(String name) {
        int start = words.indexOf("const " + name + " = {");
        String block = words.substring(start, words.indexOf("\n};", start));
        return TEXT.matcher(block)
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1), found -> found.group(2), (one, two) -> two, TreeMap::new));
    }

    private static TreeSet<String> gaps(String text) {
        return GAP.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String file(String name) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

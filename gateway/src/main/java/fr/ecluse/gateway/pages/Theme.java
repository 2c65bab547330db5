package fr.ecluse.gateway.pages;

import fr.ecluse.policy.LocalText;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Templates, style sheet and texts: the program's own, or those of a folder before them. Read once; immutable.
 *
 * <p>A folder may hold any of {@link #replaceable()}: a file there stands for the program's whole, but texts one by one.
 */
public final class Theme {

    /** The program's own. */
    public static final Theme OWN = new Theme(Map.of());

    private static final int LARGEST_BYTES = 64 * 1024;

    /** What the content security policy of every page keeps a browser from obeying. */
    private static final Pattern BLOCKED = Pattern.compile(
            "<style|<script(?![^>]*\\ssrc=)|\\sstyle=|\\son[a-z]+=|<form|(src|<link[^>]*href)=\"?(https?:)?//",
            Pattern.CASE_INSENSITIVE);

    private final Map<String, String> replaced;

    private Theme(Map<String, String> replaced) {
        this.replaced = Map.copyOf(replaced);
    }

    /** What is wrong with a folder. */
    public enum Kind {
        /** A file that nothing reads. */
        UNKNOWN_FILE,
        /** A file that can't be read as UTF-8, or is too large. */
        UNREADABLE,
        /** A text that no page has. */
        UNKNOWN_TEXT,
        /** A text with a name in braces that it is not given. */
        UNKNOWN_NAME,
        /** A template that makes no page. */
        BROKEN,
        /** A page with something that browsers will not obey. */
        BLOCKED,
        /** A page without something that visitors need. */
        LACKING
    }

    /** @param what is wrong, such as the name of a file or of a text, or the words of the template engine */
    public record Fault(Kind kind, String file, String what) {}

    /** Not a theme that visitors could be shown. */
    public static final class FaultyException extends Exception {

        private final transient List<Fault> faults;

        FaultyException(List<Fault> faults) {
            super(faults.toString());
            this.faults = List.copyOf(faults);
        }

        public List<Fault> faults() {
            return faults;
        }
    }

    /** The names of the files that a folder may hold. */
    public static Set<String> replaceable() {
        Set<String> names = new TreeSet<>(List.of("page.mustache", "sheet.mustache", "advice.mustache", "ecluse.css"));
        Stream.of(Language.values()).map(Theme::texts).forEach(names::add);
        return names;
    }

    /**
     * Reads a folder and tries it out.
     *
     * @throws FaultyException with everything that is wrong
     */
    public static Theme of(Path folder) throws FaultyException {
        List<Fault> faults = new ArrayList<>();
        Theme theme = new Theme(files(folder, faults));
        for (Language language : Language.values()) {
            theme.checkTexts(language, faults);
        }
        if (faults.isEmpty()) {
            theme.tryOut(faults);
        }
        if (!faults.isEmpty()) {
            throw new FaultyException(faults);
        }
        return theme;
    }

    /** A file, in UTF-8. */
    String file(String name) {
        String found = replaced.get(name);
        return found == null ? own(name) : found;
    }

    boolean replaces(String name) {
        return replaced.containsKey(name);
    }

    /** The texts of a language, those of the folder before the program's. */
    Map<String, String> texts(String name) {
        Map<String, String> texts = properties(own(name));
        texts.putAll(properties(replaced.getOrDefault(name, "")));
        return texts;
    }

    static String texts(Language language) {
        return "texts_" + language.code() + ".properties";
    }

    private static Map<String, String> files(Path folder, List<Fault> faults) {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(each -> !each.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString();
                if (!replaceable().contains(name)) {
                    faults.add(new Fault(Kind.UNKNOWN_FILE, name, String.join(", ", replaceable())));
                } else {
                    read(file, name, files, faults);
                }
            }
        } catch (IOException e) {
            faults.add(new Fault(Kind.UNREADABLE, folder.toString(), Integer.toString(LARGEST_BYTES)));
        }
        return files;
    }

    private static void read(Path file, String name, Map<String, String> files, List<Fault> faults) {
        try {
            if (Files.size(file) <= LARGEST_BYTES) {
                files.put(name, Files.readString(file));
                return;
            }
        } catch (IOException e) {
            // not UTF-8, a folder, or gone: the same to whoever must mend it
        }
        faults.add(new Fault(Kind.UNREADABLE, name, Integer.toString(LARGEST_BYTES)));
    }

    private void checkTexts(Language language, List<Fault> faults) {
        String name = texts(language);
        Map<String, String> known = properties(own(name));
        properties(replaced.getOrDefault(name, "")).forEach((key, text) -> {
            String original = known.get(key);
            if (original == null) {
                faults.add(new Fault(Kind.UNKNOWN_TEXT, name, key));
                return;
            }
            Set<String> names = new HashSet<>(Texts.names(text));
            Texts.names(original).forEach(names::remove);
            names.forEach(each -> faults.add(new Fault(Kind.UNKNOWN_NAME, name, key + ": " + each)));
        });
    }

    private void tryOut(List<Fault> faults) {
        Instant now = Instant.parse("2026-11-24T08:12:30Z");
        Destination where = new Destination("/essai?id=42");
        List<Page> pages = List.of(
                new Page.Waiting(3, null, Duration.ofSeconds(13), now, Page.First.NOBODY, where),
                new Page.Refused(LocalText.NONE, now.plusSeconds(3600), where),
                new Page.LoginFailed(Page.LoginFailed.Reason.CANCELLED, where));
        try {
            Assets assets = new Assets(this, Look.OWN);
            Pages made = new Pages(this, assets, Look.OWN);
            Pages.Setting setting =
                    new Pages.Setting("ENT", ZoneOffset.UTC, now, Pages.Sent.NOTHING_LOST, where, LocalText.NONE);
            Set<Fault> found = new HashSet<>();
            for (Page page : pages) {
                for (Language language : Language.values()) {
                    check(made.html(page, setting, language), page, language, assets, found);
                }
            }
            faults.addAll(found);
        } catch (RuntimeException e) { // of the template engine, and of patterns of dates
            faults.add(new Fault(Kind.BROKEN, "page.mustache", String.valueOf(e.getMessage())));
        }
    }

    private static void check(String html, Page page, Language language, Assets assets, Set<Fault> found) {
        String file = "page.mustache";
        BLOCKED.matcher(html)
                .results()
                .forEach(each ->
                        found.add(new Fault(Kind.BLOCKED, file, each.group().strip())));
        List<String> needed = new ArrayList<>(List.of(
                "lang=\"" + language.tag() + "\"", "href=\"" + page.where().path() + "\"", "<title>", "<h1"));
        if (page instanceof Page.Waiting) {
            needed.addAll(List.of(assets.versioned("place.js"), "data-poll=", "data-where=", "role=\"status\""));
            needed.addAll(List.of("class=\"panel\"", "class=\"big\"", "class=\"estimate\"", "class=\"checked\""));
            needed.add("class=\"auto\"");
        }
        needed.stream()
                .filter(each -> !html.contains(each))
                .forEach(each -> found.add(new Fault(Kind.LACKING, file, each)));
    }

    private static Map<String, String> properties(String text) {
        Properties read = new Properties();
        try {
            read.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> texts = new HashMap<>();
        read.forEach((key, value) -> texts.put(key.toString(), value.toString()));
        return texts;
    }

    /** A file of the program. */
    private static String own(String name) {
        try (InputStream file = Theme.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

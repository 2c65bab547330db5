package fr.ecluse.gateway.identity;

import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static fr.ecluse.policy.Role.PARENT;
import static fr.ecluse.policy.Role.PERSONNEL;
import static java.util.Map.entry;

import fr.ecluse.gateway.settings.Settings.Mapping;
import fr.ecluse.gateway.settings.Settings.Roles;
import fr.ecluse.gateway.settings.Settings.Roles.Preset;
import fr.ecluse.policy.Role;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From the profiles that French portals give a person to the roles of the policy.
 *
 * <p>Values come in any case, several in one text (separated by {@code ;} or {@code ,}, or as a JSON array), and with a
 * suffix after {@code :}. Every role found is kept: a teacher who is also a parent has two, and which one counts is the
 * policy's to say.
 */
final class Profiles {

    /** ENTPersonProfils of the SDET, its present values and the former numbered ones, without {@code National_}. */
    private static final Map<String, Role> SDET = Map.ofEntries(
            entry("elv", ELEVE),
            entry("tut", PARENT),
            entry("ens", ENSEIGNANT),
            entry("doc", ENSEIGNANT),
            entry("dir", PERSONNEL),
            entry("evs", PERSONNEL),
            entry("eta", PERSONNEL),
            entry("aca", PERSONNEL),
            entry("col", PERSONNEL),
            entry("national_1", ELEVE),
            entry("national_2", PARENT),
            entry("national_3", ENSEIGNANT),
            entry("national_4", PERSONNEL),
            entry("national_5", PERSONNEL),
            entry("national_6", PERSONNEL),
            entry("national_7", PERSONNEL),
            entry("national_8", PERSONNEL),
            entry("national_9", PERSONNEL));

    private static final Map<String, Role> EDUCONNECT =
            Map.of("eleve1d", ELEVE, "eleve2d", ELEVE, "resp1d", PARENT, "resp2d", PARENT);

    private static final Map<String, Role> VECTEUR = Map.of("1|", PARENT, "2|", PARENT, "3|", ELEVE, "4|", ELEVE);

    private static final Map<String, Role> ENTCORE =
            Map.of("eleve", ELEVE, "enseignant", ENSEIGNANT, "persreleleve", PARENT, "perseducnat", PERSONNEL);

    private static final Pattern SEPARATOR = Pattern.compile("[;,]");
    private static final Pattern ARRAY_MARKS = Pattern.compile("[\\[\\]\"]");

    private final Set<Preset> presets;
    private final List<Mapping> map;
    private final Predicate<String> known;

    /** @param known whether a role of this name is in the policy in force */
    Profiles(Roles settings, Predicate<String> known) {
        this.presets = Set.copyOf(settings.presets());
        this.map = settings.map().stream()
                .map(each -> new Mapping(each.attribute(), plain(each.value()), each.role()))
                .toList();
        this.known = known;
    }

    /** Every role that the attributes give, in the order found; none if nothing maps. */
    List<Role> roles(Attributes of) {
        Set<Role> found = new LinkedHashSet<>();
        if (presets.contains(Preset.SDET)) {
            parts(of, "ENTPersonProfils").forEach(part -> add(found, sdet(part)));
        }
        if (presets.contains(Preset.EDUCONNECT)) {
            parts(of, "FrEduCtPersonAffiliation").forEach(part -> add(found, EDUCONNECT.get(part)));
            parts(of, "FrEduVecteur").forEach(part -> add(found, vecteur(part)));
        }
        if (presets.contains(Preset.ENTCORE)) {
            parts(of, "type").forEach(part -> add(found, ENTCORE.get(part)));
        }
        if (presets.contains(Preset.DIRECT)) {
            Stream.concat(parts(of, "role"), parts(of, "roles")).forEach(part -> add(found, new Role(part)));
        }
        for (Mapping mapping : map) {
            if (Stream.concat(wholes(of, mapping.attribute()), parts(of, mapping.attribute()))
                    .anyMatch(mapping.value()::equals)) {
                add(found, new Role(mapping.role()));
            }
        }
        return List.copyOf(found);
    }

    private void add(Set<Role> found, @Nullable Role role) {
        if (role != null && known.test(role.name())) {
            found.add(role);
        }
    }

    private static @Nullable Role sdet(String part) {
        Role former = SDET.get(part);
        return former != null || !part.startsWith("national_")
                ? former
                : SDET.get(part.substring("national_".length()));
    }

    private static @Nullable Role vecteur(String part) {
        return part.length() < 2 ? null : VECTEUR.get(part.substring(0, 2));
    }

    private static Stream<String> wholes(Attributes of, String name) {
        return of.values(name).stream().map(Profiles::plain);
    }

    /** Each value, taken apart; both with its suffix and without. */
    private static Stream<String> parts(Attributes of, String name) {
        List<String> parts = new ArrayList<>();
        for (String value : of.values(name)) {
            for (String each : SEPARATOR.split(value, -1)) {
                String part = plain(ARRAY_MARKS.matcher(each).replaceAll(" "));
                int suffix = part.indexOf(':');
                parts.add(part);
                if (suffix > 0) {
                    parts.add(part.substring(0, suffix).strip());
                }
            }
        }
        return parts.stream();
    }

    /** Lower case, and one way to write each accent. */
    private static String plain(String value) {
        return Normalizer.normalize(value.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}

package fr.ecluse.gateway.pages;

/**
 * Where a link of a page leads: a path of this very site, with its query.
 *
 * <p>Anything that a browser could take for another site or for a script becomes {@code /}, so a request's own target can
 * be given here unchecked.
 *
 * @param path begins with exactly one slash
 */
public record Destination(String path) {

    /** The portal's front door. */
    public static final Destination HOME = new Destination("/");

    public Destination {
        if (!staysHere(path)) {
            path = "/";
        }
    }

    private static boolean staysHere(String path) {
        // browsers read \ as /, and drop tabs and line ends from the middle of an address
        return path.startsWith("/")
                && !path.startsWith("//")
                && path.chars().allMatch(c -> c > ' ' && c != '\\' && c != 0x7f);
    }
}

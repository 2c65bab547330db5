package fr.ecluse.gateway.settings;

import java.util.Locale;

/**
 * An opaque colour of sRGB.
 *
 * @param rgb {@code 0xRRGGBB}
 */
public record Colour(int rgb) {

    static final Colour WHITE = new Colour(0xffffff);

    /** @param part how much of the other is in it, 0 to 1 */
    Colour mixed(Colour other, double part) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            mixed |= (int) Math.round(channel(shift) * (1 - part) + other.channel(shift) * part) << shift;
        }
        return new Colour(mixed);
    }

    /** From 1, the same, to 21, black on white (WCAG 2.1, contrast ratio). */
    double contrast(Colour other) {
        double a = luminance();
        double b = other.luminance();
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private double luminance() {
        return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0);
    }

    private double linear(int shift) {
        double part = channel(shift) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    private int channel(int shift) {
        return rgb >> shift & 0xff;
    }

    /** As CSS writes it: {@code #0b5170}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }
}

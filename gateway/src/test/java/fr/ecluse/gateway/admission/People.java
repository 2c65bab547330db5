package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;

/** Made-up people for the tests of the ledger. */
public final class People {

    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private People() {}

    /** Always the same for the same number; their order is not that of the numbers. */
    public static Pseudonym person(long number) {
        return new Pseudonym(number * SPREAD, Long.rotateLeft(number * SPREAD, 29) ^ number);
    }
}

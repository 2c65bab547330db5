package fr.ecluse.policy.week;

import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import org.jspecify.annotations.Nullable;

/** What a verdict means to somebody at the door. */
public enum Access {
    ADMITTED("admitted"),
    /** Who was in before may stay. */
    REFUSED_TO_NEWCOMERS("refused-to-newcomers"),
    REFUSED("refused");

    private final String word;

    Access(String word) {
        this.word = word;
    }

    /** As the admin API writes it. */
    public String word() {
        return word;
    }

    static Access of(Verdict verdict) {
        if (verdict instanceof Verdict.Admitted) {
            return ADMITTED;
        }
        return verdict instanceof Verdict.Refused ? REFUSED : REFUSED_TO_NEWCOMERS;
    }

    /** The rule behind a verdict; {@code null} when none matched. */
    static @Nullable Rule rule(Verdict verdict) {
        if (verdict instanceof Verdict.Admitted admitted) {
            return admitted.rule();
        }
        return verdict instanceof Verdict.Refused refused
                ? refused.rule()
                : ((Verdict.RefusedToNewcomers) verdict).rule();
    }
}

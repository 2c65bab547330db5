package fr.ecluse.policy.week;

import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import org.jspecify.annotations.Nullable;

/** How access changes between two policies at one instant. Named by what follows; listed from the best news to the worst. */
public enum Direction {
    /** Was refused, is admitted. */
    ADMITTED(Sense.GAIN),
    /** Newcomers were refused, are admitted. */
    NEWCOMERS_ADMITTED(Sense.GAIN),
    /** Everybody was refused; now who is in may stay. */
    MAY_FINISH(Sense.GAIN),
    /** Is refused as before, and reads another message. */
    OTHER_MESSAGE(Sense.NEITHER),
    /** Who was in might stay; now everybody is refused. */
    MUST_LEAVE(Sense.LOSS),
    /** Newcomers were admitted, are refused. */
    NEWCOMERS_REFUSED(Sense.LOSS),
    /** Was admitted, is refused. */
    REFUSED(Sense.LOSS);

    private final Sense sense;

    Direction(Sense sense) {
        this.sense = sense;
    }

    /** Whether people gain or lose by it. */
    public enum Sense {
        GAIN,
        NEITHER,
        LOSS
    }

    public Sense sense() {
        return sense;
    }

    /** {@code null}: nobody at the door would notice. */
    static @Nullable Direction of(Verdict before, Verdict after) {
        return of(Access.of(before), Access.rule(before), Access.of(after), Access.rule(after));
    }

    private static @Nullable Direction of(
            Access before, @Nullable Rule ruleBefore, Access after, @Nullable Rule ruleAfter) {
        if (before != after) {
            return switch (after) {
                case ADMITTED -> before == Access.REFUSED ? ADMITTED : NEWCOMERS_ADMITTED;
                case REFUSED_TO_NEWCOMERS -> before == Access.REFUSED ? MAY_FINISH : NEWCOMERS_REFUSED;
                case REFUSED -> before == Access.ADMITTED ? REFUSED : MUST_LEAVE;
            };
        }
        boolean sameMessage = after == Access.ADMITTED
                || ruleBefore == null
                || ruleAfter == null
                || ruleBefore.text().equals(ruleAfter.text());
        return sameMessage ? null : OTHER_MESSAGE;
    }
}

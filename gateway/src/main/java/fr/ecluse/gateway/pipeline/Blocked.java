package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.protection.Blocks;
import java.time.Duration;

/**
 * Turns away whom the operators have blocked, whoever it is and whatever they hold: somebody seated who sits behind a blocked
 * address, too, since a block is an operator's own act and not a guess.
 */
final class Blocked implements Stage {

    private final Blocks blocks;

    Blocked(Blocks blocks) {
        this.blocks = blocks;
    }

    /** Whether anybody is, so that there is a point in asking. */
    boolean isAnybody() {
        return !blocks.isEmpty();
    }

    @Override
    public Step take(Visit visit) {
        Duration left = blocks.turnedAway(visit.origin().client());
        return left == null ? Step.NEXT : Step.answer(new Decision.Throttled(left, Decision.Throttled.Scope.BLOCK));
    }
}

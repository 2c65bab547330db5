package fr.ecluse.policy.week;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time with one answer by one rule.
 *
 * @param end itself outside
 * @param rule {@code null}: none matched
 */
public record Block(
        Instant start, Instant end, Access access, @Nullable Rule rule) {

    /** All of them between two instants, without a gap; neighbours differ. */
    static List<Block> between(Policy policy, Role role, @Nullable String service, Stretch span) {
        List<Block> blocks = new ArrayList<>();
        for (Instant at = span.start(); at.isBefore(span.end()); ) {
            Verdict verdict = policy.verdict(role, service, at);
            Instant until = verdict.until().isBefore(span.end()) ? verdict.until() : span.end();
            append(new Block(at, until, Access.of(verdict), Access.rule(verdict)), blocks);
            at = until;
        }
        return List.copyOf(blocks);
    }

    private static void append(Block block, List<Block> blocks) {
        int last = blocks.size() - 1;
        if (last >= 0 && block.access == blocks.get(last).access && Objects.equals(block.rule, blocks.get(last).rule)) {
            blocks.set(last, new Block(blocks.get(last).start, block.end, block.access, block.rule));
        } else {
            blocks.add(block);
        }
    }
}

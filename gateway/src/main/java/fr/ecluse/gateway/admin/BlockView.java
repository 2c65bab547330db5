package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admin.Problem.Kind;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Audited;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.protection.Block;
import fr.ecluse.gateway.protection.BlockList;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of blocks, as JSON; the oldest first. */
record BlockView(long version, List<One> blocks) {

    /** @param until exclusive */
    record One(String network, @Nullable String until, String by, String reason) {}

    /**
     * How blocks are said at one moment.
     *
     * @param now on the gateway's clock
     * @param ledgerMillis the same instant on the ledger's, by which blocks end
     */
    record Words(Instant now, long ledgerMillis, ZoneId zone) {

        /** The audit names as many networks, and counts the others. */
        private static final int NAMED = 10;

        BlockView view(Orders orders) {
            StandingOrder order = orders.about(Subject.BLOCKS);
            return new BlockView(
                    order.version(),
                    BlockList.read(order.value()).standing(ledgerMillis).all().stream()
                            .map(block -> new One(block.network().toString(), until(block), block.by(), block.reason()))
                            .toList());
        }

        Problem changed(Orders standing) {
            BlockView view = view(standing);
            return new Problem(Kind.BLOCKS_CHANGED, Long.toString(view.version)).with("blocks", view);
        }

        /** Only what differs: the list may be long. */
        Audited difference(BlockList before, BlockList after) {
            return new Audited(said(before, after), said(after, before));
        }

        private String said(BlockList these, BlockList those) {
            List<Block> other = these.all().stream()
                    .filter(block -> !block.equals(those.of(block.network())))
                    .toList();
            String named = other.stream()
                    .limit(NAMED)
                    .map(block -> block.network() + " → " + until(block))
                    .collect(Collectors.joining(", "));
            return other.size() > NAMED ? named + ", … +" + (other.size() - NAMED) : named;
        }

        private @Nullable String until(Block block) {
            return Json.time(now.plusMillis(block.untilMillis() - ledgerMillis), zone);
        }
    }
}

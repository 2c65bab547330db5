package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admin.Problem.Kind;
import fr.ecluse.gateway.protection.Block;
import fr.ecluse.gateway.protection.BlockBounds;
import fr.ecluse.gateway.protection.BlockList;
import fr.ecluse.gateway.settings.Network;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code PUT /api/v1/blocks} may say: one network, which is added to the list, or {@code blocks}, the whole list. What a
 * block of the list does not say of itself, the order says for all.
 *
 * @param address another name of {@code network}
 * @param until null: a day from now
 * @param force whether a block may be wide, or lie on a school's network
 */
record BlockOrder(
        @Nullable String network,
        @Nullable String address,
        @Nullable List<@Nullable One> blocks,
        @Nullable String reason,
        @Nullable String until,
        @Nullable Boolean force) {

    static final String EXAMPLE =
            "{\"network\":\"203.0.113.0/24\",\"reason\":\"saturation\",\"until\":\"2026-11-24T18:00:00+01:00\"}";

    /** Addresses change hands: no block lasts because somebody forgot it. */
    private static final Duration USUAL = Duration.ofDays(1);

    private static final Duration LONGEST = Duration.ofDays(366);

    /** One block of the whole list. */
    record One(
            @Nullable String network,
            @Nullable String address,
            @Nullable String reason,
            @Nullable String until) {}

    /**
     * By whom and when.
     *
     * @param now on the gateway's clock
     * @param ledgerMillis the same instant on the ledger's
     */
    record Given(String by, Instant now, long ledgerMillis) {}

    /** The list with what is ordered. */
    BlockList applied(BlockList before, BlockBounds bounds, Given given) {
        List<@Nullable One> all = blocks;
        if (all == null) {
            BlockList list = before.with(List.of(block(new One(network, address, null, null), bounds, given)));
            return bounded(list);
        }
        if (network != null || address != null) {
            throw new Problem(Kind.BODY_UNREADABLE, EXAMPLE);
        }
        if (all.size() > BlockList.MOST) {
            throw new Problem(Kind.TOO_MANY_BLOCKS, BlockList.MOST);
        }
        List<Block> read = new ArrayList<>();
        for (One one : all) {
            if (one == null) {
                throw new Problem(Kind.BODY_UNREADABLE, EXAMPLE);
            }
            read.add(block(one, bounds, given));
        }
        return BlockList.read(null).with(read);
    }

    private static BlockList bounded(BlockList list) {
        if (list.size() > BlockList.MOST) {
            throw new Problem(Kind.TOO_MANY_BLOCKS, BlockList.MOST);
        }
        return list;
    }

    private Block block(One one, BlockBounds bounds, Given given) {
        String text = one.network != null ? one.network : one.address;
        if (text == null) {
            throw new Problem(Kind.NETWORK_MISSING, EXAMPLE);
        }
        Network network = network(text);
        BlockBounds.Objection objection = bounds.to(network);
        if (objection != null && !(Boolean.TRUE.equals(force) && objection.why().yieldsToForce())) {
            throw problem(network, objection);
        }
        Duration left = Until.left(one.until != null ? one.until : until, given.now);
        if (left != null && left.compareTo(LONGEST) > 0) {
            throw new Problem(Kind.UNTIL_TOO_FAR, LONGEST.toDays());
        }
        return new Block(
                network,
                given.ledgerMillis + (left == null ? USUAL : left).toMillis(),
                given.by,
                Reason.required(one.reason != null ? one.reason : reason));
    }

    /** The range that was meant: somebody who writes 192.0.2.7/24 means all of 192.0.2.0/24. */
    static Network network(String text) {
        Network network = Network.parse(text.strip());
        if (network == null) {
            throw new Problem(Kind.NETWORK_UNREADABLE, text.replaceAll("\\p{Cntrl}", " "));
        }
        return network.canonical();
    }

    private static Problem problem(Network network, BlockBounds.Objection objection) {
        return switch (objection.why()) {
            case LOOPBACK -> new Problem(Kind.BLOCK_LOOPBACK, network);
            case TRUSTED_PROXY -> new Problem(Kind.BLOCK_TRUSTED_PROXY, network, String.valueOf(objection.with()));
            case SCHOOL_NETWORK -> new Problem(Kind.BLOCK_SCHOOL_NETWORK, network, String.valueOf(objection.with()));
            case TOO_WIDE -> new Problem(Kind.BLOCK_TOO_WIDE, network, BlockBounds.WIDEST_FOUR, BlockBounds.WIDEST_SIX);
        };
    }
}

package fr.ecluse.gateway.protection;

import fr.ecluse.gateway.settings.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every block of an ENT, one for each network, oldest first. As text, it is what a standing order keeps: a line for each, of the
 * network, the end, who and why, with tabs between. Immutable.
 */
public final class BlockList {

    /** How many there may be: as text about 300 KB, which every node reads once for each change. */
    public static final int MOST = 5_000;

    private static final BlockList EMPTY = new BlockList(Map.of());
    private static final int FIELDS = 4;

    private final Map<Network, Block> blocks;

    private BlockList(Map<Network, Block> blocks) {
        this.blocks = blocks;
    }

    /** From {@link #text}; a line of a later version that this one can't read blocks nobody. */
    public static BlockList read(@Nullable String text) {
        if (text == null) {
            return EMPTY;
        }
        List<Block> read = new ArrayList<>();
        for (String line : text.split("\n")) {
            Block block = block(line.split("\t", FIELDS));
            if (block != null) {
                read.add(block);
            }
        }
        return EMPTY.with(read);
    }

    private static @Nullable Block block(String[] fields) {
        Network network = fields.length == FIELDS ? Network.parse(fields[0]) : null;
        return network == null || !fields[1].matches("[0-9]{1,18}")
                ? null
                : new Block(network, Long.parseLong(fields[1]), fields[2], fields[3]);
    }

    /** Null for none, as a standing order has it. */
    public @Nullable String text() {
        return blocks.isEmpty()
                ? null
                : blocks.values().stream()
                        .map(block -> String.join(
                                "\t",
                                block.network().toString(),
                                Long.toString(block.untilMillis()),
                                block.by().replaceAll("\\p{Cntrl}", " "),
                                block.reason()))
                        .collect(Collectors.joining("\n"));
    }

    public List<Block> all() {
        return List.copyOf(blocks.values());
    }

    public int size() {
        return blocks.size();
    }

    /** With these too, each in the place of the one of the same network. */
    public BlockList with(Collection<Block> more) {
        Map<Network, Block> all = new LinkedHashMap<>(blocks);
        more.forEach(block -> all.put(block.network(), block));
        return new BlockList(all);
    }

    public BlockList without(Network network) {
        Map<Network, Block> all = new LinkedHashMap<>(blocks);
        all.remove(network);
        return new BlockList(all);
    }

    public @Nullable Block of(Network network) {
        return blocks.get(network);
    }

    /** Those that have not ended. */
    public BlockList standing(long ledgerMillis) {
        Map<Network, Block> all = new LinkedHashMap<>(blocks);
        all.values().removeIf(block -> block.untilMillis() <= ledgerMillis);
        return new BlockList(all);
    }
}

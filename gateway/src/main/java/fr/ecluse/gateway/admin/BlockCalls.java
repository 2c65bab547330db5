package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admin.Problem.Kind;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.protection.BlockBounds;
import fr.ecluse.gateway.protection.BlockList;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Network;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * {@code /api/v1/blocks}: clients that are turned away. One order keeps them all, so a change reads the list, makes another and
 * says on which version that was decided; if somebody was quicker, and the caller did not say a version either, it is made again.
 */
final class BlockCalls {

    private static final int LARGEST_LIST = 1024 * 1024;
    private static final int TRIES = 5;

    private final SeatLedger ledger;
    private final PolicyInForce policy;
    private final Clock clock;
    private final BlockBounds bounds;

    BlockCalls(SeatLedger ledger, PolicyInForce policy, Clock clock, BlockBounds bounds) {
        this.ledger = ledger;
        this.policy = policy;
        this.clock = clock;
        this.bounds = bounds;
    }

    Mono<ServerResponse> read(ServerRequest request) {
        return census().flatMap(census -> calls(census).show(census.orders()));
    }

    Mono<ServerResponse> set(ServerRequest request) {
        String by = Operator.of(request).name();
        return Json.order(request, BlockOrder.class, BlockOrder.EXAMPLE, LARGEST_LIST)
                .flatMap(order -> change(
                        request,
                        by,
                        Reason.optional(order.reason()),
                        at -> order.applied(at.list(), bounds, new BlockOrder.Given(by, clock.instant(), at.millis())),
                        "blocks-set"));
    }

    Mono<ServerResponse> clear(ServerRequest request) {
        String by = Operator.of(request).name();
        String reason = Reason.optional(request.queryParam("reason").orElse(null));
        String network = request.queryParam("network").orElse(null);
        return change(request, by, reason, at -> without(at.list(), network), "blocks-lifted");
    }

    private static BlockList without(BlockList list, @Nullable String text) {
        if (text == null) {
            return BlockList.read(null);
        }
        Network network = BlockOrder.network(text);
        if (list.of(network) == null) {
            throw new Problem(Kind.NO_SUCH_BLOCK, network);
        }
        return list.without(network);
    }

    /** @param millis the ledger's clock */
    private record Now(BlockList list, long millis) {}

    private Mono<ServerResponse> change(
            ServerRequest request, String by, String reason, Function<Now, BlockList> made, String event) {
        Long expected = Version.expected(request);
        Mono<ServerResponse> once = census().flatMap(census -> {
            StandingOrder standing = census.orders().about(Subject.BLOCKS);
            BlockView.Words words = words(census);
            if (expected != null && expected != standing.version()) {
                return Mono.error(words.changed(census.orders()));
            }
            BlockList before = BlockList.read(standing.value()).standing(census.ledgerMillis());
            BlockList after = made.apply(new Now(before, census.ledgerMillis()));
            return calls(census)
                    .make(
                            new Change(
                                    Subject.BLOCKS,
                                    after.text(),
                                    null,
                                    standing.version(),
                                    by,
                                    reason,
                                    words.difference(before, after)),
                            event);
        });
        return expected != null
                ? once
                : once.retryWhen(Retry.max(TRIES)
                        .filter(e -> e instanceof Problem problem && problem.kind() == Kind.BLOCKS_CHANGED)
                        .onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    private Mono<Census> census() {
        return ledger.census(policy.current().open());
    }

    private OrderCalls calls(Census census) {
        BlockView.Words words = words(census);
        return new OrderCalls(Subject.BLOCKS, ledger, policy, clock, new OrderCalls.Words() {
            @Override
            public Object view(Orders orders, OrderCalls.Moment moment) {
                return words.view(orders);
            }

            @Override
            public Problem changed(Orders standing, OrderCalls.Moment moment) {
                return words.changed(standing);
            }
        });
    }

    private BlockView.Words words(Census census) {
        return new BlockView.Words(
                clock.instant(),
                census.ledgerMillis(),
                policy.current().policy().timeZone());
    }
}

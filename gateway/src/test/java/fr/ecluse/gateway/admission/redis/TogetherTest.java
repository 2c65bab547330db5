package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class TogetherTest {

    private static final int CALLS_AT_ONCE = 8;
    private static final int MOST_A_CALL = 100;

    private final List<List<Integer>> asked = new ArrayList<>();
    private final List<Sinks.One<List<Mono<String>>>> calls = new ArrayList<>();

    /** Even numbers go with even ones only. */
    private final Together<Integer, String> together =
            new Together<>((one, other) -> one % 2 == other % 2, questions -> {
                asked.add(questions);
                Sinks.One<List<Mono<String>>> call = Sinks.one();
                calls.add(call);
                return call.asMono();
            });

    @Test
    void nobodyWaitsForCompany() {
        CompletableFuture<String> answer = together.ask(2).toFuture();

        assertThat(asked).containsExactly(List.of(2));
        answer(0);
        assertThat(answer).isCompletedWithValue("2!");
    }

    @Test
    void whoeverComesWhileEnoughCallsAreOnTheWayGoesWithTheNextInOrder() {
        List<CompletableFuture<String>> answers = ask(even(0, 130));

        assertThat(asked).hasSize(CALLS_AT_ONCE).allMatch(call -> call.size() == 1);
        answer(0);
        assertThat(asked.get(8)).isEqualTo(even(8, 8 + MOST_A_CALL));
        answer(1);
        assertThat(asked.get(9)).isEqualTo(even(8 + MOST_A_CALL, 130));
        for (int call = 2; call < 10; call++) {
            answer(call);
        }
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(answers.stream().map(CompletableFuture::join))
                .isEqualTo(even(0, 130).stream().map(number -> number + "!").toList());
    }

    @Test
    void thoseWhoMayNotGoTogetherGoOneAfterTheOther() {
        ask(even(0, CALLS_AT_ONCE));
        ask(List.of(100, 102, 103, 104));

        answer(0);
        answer(1);
        answer(2);

        assertThat(asked.subList(8, 11)).containsExactly(List.of(100, 102), List.of(103), List.of(104));
    }

    @Test
    void aCallThatFailsFailsThoseInItAndNobodyElse() {
        List<CompletableFuture<String>> answers = ask(even(0, CALLS_AT_ONCE + 2));

        calls.get(0).tryEmitError(new LedgerUnavailableException("no answer", null));
        assertThatThrownBy(answers.get(0)::join).hasCauseInstanceOf(LedgerUnavailableException.class);
        answer(8);

        assertThat(answers.get(8)).isCompletedWithValue("16!");
        assertThat(answers.get(9)).isCompletedWithValue("18!");
        assertThat(answers.get(1)).isNotDone();
    }

    @Test
    void oneThatCantBeAnsweredSpoilsNoOther() {
        List<CompletableFuture<String>> answers = ask(even(0, CALLS_AT_ONCE + 2));

        answer(0);
        calls.get(8).tryEmitValue(List.of(Mono.error(new LedgerUnavailableException("OOM", null)), Mono.just("18!")));

        assertThatThrownBy(answers.get(8)::join).hasCauseInstanceOf(LedgerUnavailableException.class);
        assertThat(answers.get(9)).isCompletedWithValue("18!");
    }

    @Test
    void aServerThatIsLostFailsEverybodyWhoWaitsWhateverTheirNumber() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        List<Integer> sent = new ArrayList<>();
        Sinks.One<List<Mono<String>>> first = Sinks.one();
        Together<Integer, String> lost = new Together<>((one, other) -> false, questions -> {
            sent.addAll(questions);
            return sent.size() <= CALLS_AT_ONCE
                    ? first.asMono()
                    : Mono.error(new LedgerUnavailableException("not connected", null));
        });
        even(0, 20_000).forEach(number -> answers.add(lost.ask(number).toFuture()));

        first.tryEmitError(new LedgerUnavailableException("disconnected", null));

        assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(sent).isEqualTo(even(0, 20_000));
    }

    @Test
    void whoeverWouldWaitBehindTooManyIsToldAtOnce() {
        ask(even(0, CALLS_AT_ONCE + 20_000));

        CompletableFuture<String> oneMore = together.ask(2).toFuture();

        assertThatThrownBy(oneMore::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LedgerUnavailableException.class);
    }

    private List<CompletableFuture<String>> ask(List<Integer> numbers) {
        return numbers.stream().map(number -> together.ask(number).toFuture()).toList();
    }

    private void answer(int call) {
        calls.get(call)
                .tryEmitValue(asked.get(call).stream()
                        .map(number -> Mono.just(number + "!"))
                        .toList());
    }

    /** The even numbers from the one with that index on. */
    private static List<Integer> even(int from, int to) {
        return IntStream.range(from, to).mapToObj(index -> index * 2).toList();
    }
}

package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.pages.Page;
import fr.ecluse.gateway.pages.Texts;
import fr.ecluse.gateway.waiting.Estimate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a wait is told to programs and to the script of the page: the members of CONTRACT §4, and beside them the range
 * ({@code "estimatedWaitRange":[300,600]}, in seconds, rounded outwards) and, only if the wait has grown, why ({@code
 * "slower":"fewer-leave"}, {@code "ceiling-lowered"} or {@code "priority"}), and the same as a
 * sentence for the reader ({@code "slowerText"}).
 */
final class WaitFacts {

    private WaitFacts() {}

    /** @param words asked for only if something must be said */
    static void put(
            Map<String, @Nullable Object> members,
            long ahead,
            @Nullable Estimate estimate,
            Duration nextPoll,
            Supplier<Texts> words) {
        members.put("ahead", ahead);
        members.put("estimatedWaitSeconds", estimate == null ? null : Facts.seconds(estimate.likely()));
        members.put("nextPollSeconds", Facts.seconds(nextPoll));
        if (estimate != null) {
            members.put(
                    "estimatedWaitRange",
                    List.of(estimate.atLeast().toSeconds(), estimate.atMost().toSeconds()));
            Page.Slower slower = slower(estimate.slower());
            if (slower != null) {
                members.put("slower", Objects.requireNonNull(estimate.slower()).word());
                members.put("slowerText", words.get().slower(slower));
            }
        }
    }

    static Page.@Nullable Slower slower(Estimate.@Nullable Slower why) {
        return why == null
                ? null
                : switch (why) {
                    case FEWER_LEAVE -> Page.Slower.FEWER_LEAVE;
                    case CEILING_LOWERED -> Page.Slower.CEILING_LOWERED;
                    case PRIORITY -> Page.Slower.PRIORITY;
                };
    }
}

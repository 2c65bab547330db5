package fr.ecluse.policy.week;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one question, and to the one that follows: what changes next. A value; its words are chosen when it is shown.
 *
 * @param day the day of the question, on the policy's clock
 * @param next the answer from {@code now.until()} on; {@code null} if no change is known
 */
public record Explanation(
        Question question, Day day, Answer now, @Nullable Answer next) {

    /**
     * What is asked.
     *
     * @param role one of the policy's roles
     * @param service {@code null}: the portal as a whole
     */
    public record Question(
            Policy policy, Role role, @Nullable String service, Instant at) {}

    public static Explanation of(Question question) {
        Policy policy = question.policy();
        Answer now = Answer.of(policy, question.role(), question.service(), question.at());
        Answer next = now.changes() ? Answer.of(policy, question.role(), question.service(), now.until()) : null;
        LocalDate day = LocalDate.ofInstant(question.at(), policy.timeZone());
        return new Explanation(question, Day.of(policy, day), now, next);
    }
}

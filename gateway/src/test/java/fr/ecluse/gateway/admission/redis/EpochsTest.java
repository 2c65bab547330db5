package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.Epochs.Meeting;
import org.junit.jupiter.api.Test;

class EpochsTest {

    private final Epochs epochs = new Epochs();

    @Test
    void ofTheFirstMemoryThereIsNothingToTell() {
        assertThat(epochs.meet("1")).isEqualTo(Meeting.SAME);
        assertThat(epochs.meet("1")).isEqualTo(Meeting.SAME);
        assertThat(epochs.told()).isEqualTo("1");
    }

    @Test
    void anotherMemoryIsNewsOnceAndAnotherUntilItIsTold() {
        epochs.meet("1");
        assertThat(epochs.meet("2")).isEqualTo(Meeting.OTHER);
        assertThat(epochs.meet("2")).isEqualTo(Meeting.STILL_OTHER);
        epochs.tell("2");
        assertThat(epochs.meet("2")).isEqualTo(Meeting.SAME);
        assertThat(epochs.meet("3")).isEqualTo(Meeting.OTHER);
    }

    @Test
    void aLateAnswerOfTheMemoryBeforeMakesNoNewsOfTheOtherOne() {
        epochs.meet("1");
        epochs.meet("2");
        assertThat(epochs.meet("1")).isEqualTo(Meeting.SAME);
        assertThat(epochs.meet("2")).isEqualTo(Meeting.STILL_OTHER);
        assertThat(epochs.met()).isEqualTo("2");
    }
}

package fr.ecluse.gateway.admission.memory;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.keys.Pseudonym;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoredSetTest {

    @Test
    void ranksAndCountsAsASortedListDoes() {
        long seed = new Random().nextLong();
        System.out.println("ScoredSetTest seed=" + seed);
        Random random = new Random(seed);
        ScoredSet set = new ScoredSet();
        Map<Pseudonym, Long> model = new HashMap<>();
        for (int step = 0; step < 3_000; step++) {
            Pseudonym person = person(random.nextInt(200));
            if (random.nextInt(3) == 0) {
                assertThat(set.remove(person)).isEqualTo(model.remove(person) != null);
            } else {
                long score = random.nextInt(50);
                set.put(person, score);
                model.put(person, score);
            }
            assertThat(set.score(person)).isEqualTo(model.getOrDefault(person, ScoredSet.ABSENT));
            check(set, model, random.nextInt(50));
        }
    }

    private static void check(ScoredSet set, Map<Pseudonym, Long> model, long score) {
        List<Map.Entry<Pseudonym, Long>> sorted = model.entrySet().stream()
                .sorted(Map.Entry.<Pseudonym, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .toList();
        assertThat(set.size()).isEqualTo(sorted.size());
        assertThat(set.countAtMost(score))
                .isEqualTo((int) model.values().stream().filter(s -> s <= score).count());
        for (int rank = 0; rank < sorted.size(); rank += 7) {
            assertThat(set.personAt(rank)).isEqualTo(sorted.get(rank).getKey());
            assertThat(set.scoreAt(rank)).isEqualTo(sorted.get(rank).getValue());
        }
    }
}

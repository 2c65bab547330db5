package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What happens to the nodes, to the ceiling and to Redis while people come and go. */
enum StormAction {
    CEILING_RAISED(5) {
        @Override
        void act(Storm storm, Random random) {
            storm.order(new CeilingOrder(
                    storm.policy().sessions() * (50 + random.nextInt(150)) / 100, null, null, "astreinte", "essai"));
        }
    },
    CEILING_FALLS_BACK(2) {
        @Override
        void act(Storm storm, Random random) {
            Duration endsIn = Duration.ofMillis(100 + random.nextInt(900));
            storm.order(new CeilingOrder(
                    storm.policy().sessions() * (50 + random.nextInt(150)) / 100, endsIn, null, "astreinte", "essai"));
        }
    },
    CEILING_LOWERED(5) {
        @Override
        void act(Storm storm, Random random) {
            storm.order(new CeilingOrder(
                    storm.policy().sessions() * (10 + random.nextInt(60)) / 100, null, null, "astreinte", "essai"));
        }
    },
    CEILING_CLEARED(1) {
        @Override
        void act(Storm storm, Random random) {
            storm.clear(new CeilingClearance(null, "astreinte", "essai"));
        }
    },
    POLICY_RELOADED(2) {
        @Override
        void act(Storm storm, Random random) {
            storm.reload(CeilingStormTest.POLICY.sessions() * (60 + random.nextInt(60)) / 100);
        }
    },
    ROLE_RELEASED(1) {
        @Override
        void act(Storm storm, Random random) {
            storm.releaseRole(CeilingStormTest.MIX.get(random.nextInt(CeilingStormTest.MIX.size())));
        }
    },
    NODE_KILLED(2) {
        @Override
        void act(Storm storm, Random random) {
            storm.killNode(random);
        }
    },
    NODE_PAUSED(2) {
        @Override
        void act(Storm storm, Random random) {
            // some wake before their seats have expired, some after
            storm.pauseNode(
                    random,
                    Duration.ofMillis(200
                            + random.nextInt(
                                    2 * (int) CeilingStormTest.POLICY.idle().toMillis())));
        }
    },
    REDIS_EMPTIED(1) {
        @Override
        void act(Storm storm, Random random) {
            storm.emptyRedis();
        }
    };

    private final int weight;

    /** @param weight how often it happens beside the others */
    StormAction(int weight) {
        this.weight = weight;
    }

    abstract void act(Storm storm, Random random);

    /** What happens: each of them once, then each as often as it weighs; in a random order. */
    static List<StormAction> deck(Random random) {
        List<StormAction> once = new ArrayList<>(List.of(values()));
        Collections.shuffle(once, random);
        List<StormAction> more = new ArrayList<>();
        for (StormAction action : values()) {
            more.addAll(Collections.nCopies(action.weight, action));
        }
        Collections.shuffle(more, random);
        once.addAll(more);
        return once;
    }
}

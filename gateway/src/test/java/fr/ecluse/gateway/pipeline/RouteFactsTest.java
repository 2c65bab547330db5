package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteFactsTest {

    @Test
    void aRouteThatSaysNothingIsRequiredAndCounts() {
        assertThat(RouteFacts.of(Map.of()))
                .isEqualTo(new RouteFacts(RouteFacts.Access.REQUIRED, null, RouteFacts.Activity.COUNT));
    }

    @Test
    void onlyTheVeryWordPublicOpensARoute() {
        assertThat(RouteFacts.of(Map.of("access", "public")).access()).isEqualTo(RouteFacts.Access.PUBLIC);
        for (Object other :
                new Object[] {"required", "Public", "PUBLIC", " public", "publi", "", true, 1, List.of("public")}) {
            assertThat(RouteFacts.of(Map.of("access", other)).access())
                    .as("access: %s", other)
                    .isEqualTo(RouteFacts.Access.REQUIRED);
        }
    }

    @Test
    void onlyTheVeryWordIgnoreLetsASeatGrowCold() {
        assertThat(RouteFacts.of(Map.of("activity", "ignore")).activity()).isEqualTo(RouteFacts.Activity.IGNORE);
        for (Object other : new Object[] {"count", "Ignore", "", false}) {
            assertThat(RouteFacts.of(Map.of("activity", other)).activity())
                    .as("activity: %s", other)
                    .isEqualTo(RouteFacts.Activity.COUNT);
        }
    }

    @Test
    void theServiceIsWhatTheSettingsSayEvenIfYamlReadsANumber() {
        assertThat(RouteFacts.of(Map.of("service", "messagerie")).service()).isEqualTo("messagerie");
        assertThat(RouteFacts.of(Map.of("service", 365)).service()).isEqualTo("365");
    }

    @Test
    void aPublicRouteThatBecomesRequiredKeepsTheRest() {
        RouteFacts open = RouteFacts.of(Map.of("access", "public", "service", "infos", "activity", "ignore"));
        assertThat(open.required())
                .isEqualTo(new RouteFacts(RouteFacts.Access.REQUIRED, "infos", RouteFacts.Activity.IGNORE));
    }
}

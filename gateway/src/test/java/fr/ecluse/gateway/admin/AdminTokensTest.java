package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.Settings.Admin.Scope;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdminTokensTest {

    @Test
    void aTokenIsKnownByItsDigest() {
        AdminTokens tokens = AdminTokens.of(ServedApi.TOKENS);
        assertThat(tokens.holder(ServedApi.VIEW)).isEqualTo(new Operator("ecran", Scope.VIEW));
        assertThat(tokens.holder(ServedApi.OPERATE)).isEqualTo(new Operator("astreinte", Scope.OPERATE));
        assertThat(tokens.holder("")).isNull();
        assertThat(tokens.made()).isNull();
    }

    @Test
    void withoutAnyTokenARandomOneIsMade() {
        AdminTokens tokens = AdminTokens.of(List.of());
        assertThat(tokens.made())
                .hasSize(32)
                .isNotEqualTo(AdminTokens.of(List.of()).made());
        assertThat(tokens.holder(tokens.made())).isEqualTo(new Operator("startup", Scope.OPERATE));
    }

    @Test
    void wrongTokensAreForgottenAfterAMinute() {
        AtomicLong nanos = new AtomicLong();
        FailureLimit limit = new FailureLimit(nanos::get);
        InetAddress address = InetAddress.getLoopbackAddress();
        for (int i = 0; i < FailureLimit.FAILURES; i++) {
            assertThat(limit.isReached(address)).isFalse();
            limit.failed(address);
        }
        assertThat(limit.isReached(address)).isTrue();
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(limit.isReached(address)).isTrue();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(limit.isReached(address)).isFalse();
    }
}

package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockGapTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    /** Seconds from our now; the skew is a minute. */
    @ParameterizedTest
    @CsvSource({
        // iat, nbf, exp, the provider's clock: ahead, or behind if negative
        "   0,    , 300,",
        "  60,    , 360,", // as far apart as clocks may be
        "  61,    , 361,   61",
        "3600,    , 3900, 3600",
        "-360,    ,  -60, -360",
        "-359,    ,  -59,", // expired, but not beyond the skew
        "    , 120,  420,  120",
        "    ,    ,  -90,  -90", // at least: how long it lasted is not said
        "   0, 120,  420,", // made now, good later: that is no clock
        "   0,    , -120," // made now and over: that is no clock either
    })
    void theTimesOfATokenThatWasJustMadeTellWhoseClockIsWrong(Long iat, Long nbf, Long exp, Long ahead) {
        ClockGap gap = ClockGap.of(claims(iat, nbf, exp), NOW);
        assertThat(gap == null ? null : (Long) gap.providerAhead().toSeconds()).isEqualTo(ahead);
    }

    @Test
    void theLineForTheOperatorSaysByHowMuchAndWhoseClock() {
        assertThat(ClockGap.of(claims(300L, null, 600L), NOW))
                .hasToString("the provider's clock is 300 s ahead of this node's");
        assertThat(ClockGap.of(claims(-900L, null, -600L), NOW))
                .hasToString("the provider's clock is 900 s behind this node's");
        assertThat(ClockGap.of(claims(null, null, null), NOW)).isNull();
    }

    private static JWTClaimsSet claims(Long iat, Long nbf, Long exp) {
        return new JWTClaimsSet.Builder()
                .issueTime(at(iat))
                .notBeforeTime(at(nbf))
                .expirationTime(at(exp))
                .build();
    }

    private static Date at(Long seconds) {
        return seconds == null ? null : Date.from(NOW.plusSeconds(seconds));
    }
}

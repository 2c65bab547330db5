package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jwt.JWTClaimsSet;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Foreign;
import fr.ecluse.gateway.identity.Identification.Rejected;
import fr.ecluse.gateway.identity.Identification.Undecidable;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class BearerTokensTest extends BearerTrial {

    @Test
    void aTokenInOrderNamesItsPerson() {
        Person person = person(ask(issuer.token()));

        assertThat(person.user()).isEqualTo("marie");
        assertThat(person.roles()).containsExactly(Role.ELEVE);
        assertThat(person.id()).isEqualTo(keyring.pseudonym(issuer.name(), "marie"));
        assertThat(person.session()).isNull();
        assertThat(person.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
    }

    static Stream<Arguments> tokensOutOfOrder() {
        Instant now = MovableClock.TUESDAY_MORNING;
        return Stream.of(
                refused("expired", claims -> claims.expirationTime(Date.from(now.minusSeconds(60)))),
                refused("not-yet-valid", claims -> claims.notBeforeTime(Date.from(now.plusSeconds(61)))),
                refused("no-expiry", claims -> claims.expirationTime(null)),
                refused("audience", claims -> claims.audience("another")),
                refused("audience", claims -> claims.audience((String) null)),
                refused("subject", claims -> claims.subject(null)),
                refused("subject", claims -> claims.subject("marie\r\nEcluse-Roles: enseignant")),
                refused("subject", claims -> claims.subject("m".repeat(256))),
                refused("too-large", claims -> claims.claim("ballast", "x".repeat(16 * 1024))),
                refused("malformed", claims -> claims.claim("exp", "tomorrow")),
                refused("malformed", claims -> claims.claim("exp", List.of(1))));
    }

    private static Arguments refused(String reason, UnaryOperator<JWTClaimsSet.Builder> change) {
        return arguments(reason, change);
    }

    @ParameterizedTest
    @MethodSource("tokensOutOfOrder")
    void aTokenWhoseClaimsAreOutOfOrderIsRefused(String reason, UnaryOperator<JWTClaimsSet.Builder> change) {
        assertThat(ask(issuer.token(change))).isEqualTo(new Rejected(reason));
    }

    @Test
    void aTokenOfAnotherIssuerIsNoneOfOurs() {
        for (String issued : new String[] {"https://elsewhere.example.fr", null}) {
            String token = issuer.token(claims -> claims.issuer(issued));

            assertThat(ask(token)).isEqualTo(new Foreign("issuer"));
            assertThat(tokens.known(token)).as("without another look").isEqualTo(new Foreign("issuer"));
        }
    }

    @Test
    void clocksMayBeAMinuteApart() {
        Instant now = clock.instant();

        assertThat(ask(issuer.token(claims -> claims.expirationTime(Date.from(now.minusSeconds(59))))))
                .isInstanceOf(Authenticated.class);
        assertThat(ask(issuer.token(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(60))))))
                .isInstanceOf(Authenticated.class);
    }

    @Test
    void aVerifiedTokenIsKnownUntilItExpiresByTheInjectedClock() {
        String token = issuer.token();
        Identification verified = ask(token);

        assertThat(tokens.known(token)).isSameAs(verified);
        assertThat(tokens.known(issuer.token(claims -> claims.subject("paul")))).isNull();
        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(tokens.known(token)).isSameAs(verified);
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.known(token)).isNull();
        assertThat(ask(token)).as("within the skew").isInstanceOf(Authenticated.class);
        clock.advance(TokenVerifier.SKEW);
        assertThat(ask(token)).isEqualTo(new Rejected("expired"));
    }

    @Test
    void aTokenThatLivesForCenturiesIsRemembered() {
        String token = issuer.token(claims -> claims.expirationTime(Date.from(Instant.parse("9000-01-01T00:00:00Z"))));

        assertThat(ask(token)).isInstanceOf(Authenticated.class);
        assertThat(tokens.known(token)).isNotNull();
    }

    @Test
    void aRefusedTokenIsNotRemembered() {
        String token = issuer.token(claims -> claims.audience("another"));

        ask(token);
        assertThat(tokens.known(token)).isNull();
    }

    @Test
    void whatWasVerifiedBeforeTheRolesChangedIsForgotten() {
        String token = issuer.token();
        Authenticated verified = (Authenticated) ask(token);

        remembered.forget();
        assertThat(tokens.known(token)).isNull();
        remembered.put(Digest.of(token), verified, remembered.generation() - 1);
        assertThat(tokens.known(token)).as("verified before, remembered after").isNull();
    }

    @Test
    void moreThanTheVerifiersCanTakeIsUndecidable() throws InterruptedException {
        Scheduler small = Schedulers.newBoundedElastic(1, 1, "small", 60, true);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        small.schedule(() -> {
            started.countDown();
            await(end);
        });
        started.await();
        small.schedule(() -> {});

        assertThat(identify(tokens(small, Set.of()), issuer.token())).isEqualTo(new Undecidable("busy"));
        end.countDown();
        small.dispose();
    }

    @Test
    void anUnsafeAlgorithmInTheSettingsIsAnError() {
        assertThat(catchThrowable(() -> tokens(scheduler, Set.of("HS256"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HS256");
    }

    private static Person person(Identification identification) {
        return ((Authenticated) identification).person();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

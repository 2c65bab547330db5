package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Foreign;
import fr.ecluse.gateway.identity.Identification.Rejected;
import fr.ecluse.gateway.identity.Identification.Undecidable;
import fr.ecluse.gateway.identity.IdentityListener.Introspected;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialIntrospection;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Opaque tokens before a provider that is asked over real HTTP. */
class OpaqueTokensTest {

    private static final String ISSUER = "https://sso.example.fr";
    private static final String TOKEN = "0paque-~._+/Az9==";
    private static final Duration REMEMBER = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final MovableClock clock = new MovableClock();
    private final MovedTicker ticker = new MovedTicker();
    private final TrialIntrospection provider = new TrialIntrospection();
    private final TestIssuer issuer = new TestIssuer(clock);
    private final ProviderClient client = new ProviderClient(LoopbackServer.PATIENCE);
    private final Scheduler scheduler = Schedulers.newBoundedElastic(2, 1_000, "test", 60, true);
    private final Keyring keyring = Keyring.random();
    private final Queue<Introspected> outcomes = new ConcurrentLinkedQueue<>();
    private final BearerTokens tokens = tokens(settings -> settings, OpaqueTokens.Limits.USUAL);

    @AfterEach
    void close() {
        provider.close();
        issuer.close();
        client.close();
        scheduler.dispose();
    }

    @Test
    void anActiveTokenNamesItsPerson() {
        provider.says(TOKEN, active(""));

        Person person = person(ask(TOKEN));

        assertThat(person.user()).isEqualTo("marie");
        assertThat(person.roles()).containsExactly(Role.ELEVE);
        assertThat(person.id()).isEqualTo(keyring.pseudonym(ISSUER, "marie"));
        assertThat(person.session()).isNull();
        assertThat(provider.asked())
                .singleElement()
                .satisfies(form -> assertThat(form)
                        .containsEntry("token", TOKEN)
                        .containsEntry("token_type_hint", "access_token")
                        .hasSize(2));
        assertThat(outcomes).containsExactly(Introspected.ACTIVE);
    }

    @Test
    void thePersonIsTheOneOfTheChosenAttribute() {
        provider.says(TOKEN, active(", \"FrEduCtId\": \"ine-1\""));

        assertThat(person(identify(tokens(client, "FrEduCtId", settings -> settings, OpaqueTokens.Limits.USUAL), TOKEN))
                        .id())
                .isEqualTo(People.named(keyring, "ine-1"));
    }

    @Test
    void aUserNameStandsInForAMissingSubject() {
        provider.says(
                TOKEN, "{\"active\": true, \"username\": \"paul\", \"aud\": \"ent\", \"type\": \"PERSRELELEVE\"}");

        assertThat(person(ask(TOKEN)).user()).isEqualTo("paul");
        assertThat(person(ask(TOKEN)).roles()).containsExactly(Role.PARENT);
    }

    @Test
    void withoutAnIssuerTheEndpointSaysWhosePersonsTheseAre() {
        provider.says(TOKEN, active(""));
        BearerTokens tokens = tokens(
                set -> new Settings.Introspection(
                        set.uri(), set.clientId(), set.clientSecret(), null, set.audience(), set.remember()),
                OpaqueTokens.Limits.USUAL);

        assertThat(person(identify(tokens, TOKEN)).id()).isEqualTo(keyring.pseudonym(provider.uri(), "marie"));
    }

    @Test
    void theEndpointIsFoundInTheMetadataOfTheIssuer() {
        provider.says(TOKEN, "{\"active\": true, \"sub\": \"marie\", \"aud\": \"ent\"}");
        BearerTokens tokens = tokens(
                set -> new Settings.Introspection(
                        null, set.clientId(), set.clientSecret(), provider.issuer(), set.audience(), set.remember()),
                OpaqueTokens.Limits.USUAL);

        assertThat(person(identify(tokens, TOKEN)).id()).isEqualTo(keyring.pseudonym(provider.issuer(), "marie"));
    }

    static Stream<Arguments> answersThatNameNobody() {
        long now = MovableClock.TUESDAY_MORNING.getEpochSecond();
        return Stream.of(
                arguments(new Foreign("inactive"), "{\"active\": false, \"sub\": \"marie\", \"aud\": \"ent\"}"),
                arguments(new Rejected("expired"), active(", \"exp\": " + (now - 60))),
                arguments(new Rejected("not-yet-valid"), active(", \"nbf\": " + (now + 61))),
                arguments(new Rejected("issuer"), active(", \"iss\": \"https://elsewhere.example.fr\"")),
                arguments(
                        new Rejected("audience"), "{\"active\": true, \"sub\": \"marie\", \"aud\": [\"x\", \"ENT\"]}"),
                arguments(new Rejected("audience"), "{\"active\": true, \"sub\": \"marie\"}"),
                arguments(new Rejected("subject"), "{\"active\": true, \"aud\": \"ent\"}"),
                arguments(
                        new Rejected("subject"),
                        "{\"active\": true, \"sub\": \"marie\\r\\nEcluse-Roles: enseignant\", \"aud\": \"ent\"}"),
                arguments(new Rejected("type"), active(", \"typ\": \"Refresh\"")),
                arguments(new Rejected("type"), active(", \"token_type\": \"DPoP\"")));
    }

    @ParameterizedTest
    @MethodSource("answersThatNameNobody")
    void aTokenThatIsNotForUsIsRefusedAndNotAskedAboutAgainAtOnce(Identification expected, String answer) {
        provider.says(TOKEN, answer);

        assertThat(ask(TOKEN)).isEqualTo(expected);
        assertThat(tokens.known(TOKEN)).isEqualTo(expected);
    }

    @Test
    void clocksMayBeAMinuteApart() {
        long now = clock.instant().getEpochSecond();
        provider.says(TOKEN, active(", \"exp\": " + (now - 59)));
        provider.says("another", active(", \"nbf\": " + (now + 60)));

        assertThat(ask(TOKEN)).isInstanceOf(Authenticated.class);
        assertThat(ask("another")).isInstanceOf(Authenticated.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "marie",
                "[]",
                "null",
                "{",
                "{}",
                "{\"active\": \"true\", \"sub\": \"marie\", \"aud\": \"ent\"}",
                "{\"active\": 1, \"sub\": \"marie\", \"aud\": \"ent\"}",
                "{\"active\": true, \"sub\": 7, \"aud\": \"ent\"}",
                "{\"active\": true, \"sub\": \"marie\", \"aud\": {}}",
                "{\"active\": true, \"sub\": \"marie\", \"aud\": \"ent\", \"exp\": \"tomorrow\"}",
                "{\"active\": true, \"sub\": \"marie\", \"aud\": \"ent\", \"exp\": 1e300}",
                "{\"active\": true, \"sub\": \"marie\", \"aud\": \"ent\", \"iss\": []}"
            })
    void anAnswerThatIsNoneSaysNothing(String answer) {
        provider.says(TOKEN, answer);

        assertThat(ask(TOKEN)).isEqualTo(new Undecidable("no-answer"));
        assertThat(outcomes).containsExactly(Introspected.FAILED);
    }

    @Test
    void anAnswerWithoutEndIsGivenUp() {
        provider.says(TOKEN, active(", \"ballast\": \"" + "x".repeat(ProviderClient.ANSWER_BYTES) + "\""));

        assertThat(ask(TOKEN)).isEqualTo(new Undecidable("no-answer"));
    }

    @Test
    void aProviderThatKeepsItsAnswersIsGivenUp() {
        provider.says(TOKEN, active(""));
        provider.keepAnswers();

        try (ProviderClient impatient = new ProviderClient(LoopbackServer.NEXT_TO_NONE)) {
            BearerTokens tokens = tokens(impatient, null, settings -> settings, OpaqueTokens.Limits.USUAL);
            assertThat(identify(tokens, TOKEN)).isEqualTo(new Undecidable("no-answer"));

            provider.answerAll();
            Eventually.within(
                    PATIENCE, () -> assertThat(identify(tokens, TOKEN)).isInstanceOf(Authenticated.class));
        }
    }

    @Test
    void aWrongSecretLetsNobodyIn() {
        provider.says(TOKEN, active(""));
        BearerTokens wrong = tokens(
                set -> new Settings.Introspection(
                        set.uri(), set.clientId(), "another", set.issuer(), set.audience(), set.remember()),
                OpaqueTokens.Limits.USUAL);

        assertThat(identify(wrong, TOKEN)).isEqualTo(new Undecidable("no-answer"));
        assertThat(provider.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\r\nX: y", "é", "a&token=b", "a=b", "", "=", "\u0000", "a\tb"})
    void whatNoBearerTokenIsMadeOfIsNotSentOn(String token) {
        assertThat(ask(token)).isEqualTo(new Foreign("malformed"));
        assertThat(provider.asked()).isEmpty();
    }

    @Test
    void aTokenOfAnIssuerWhoseKeysAreKnownIsNeverAskedAbout() {
        assertThat(ask(issuer.token())).isInstanceOf(Authenticated.class);
        assertThat(ask(issuer.token(claims -> claims.audience("another")))).isEqualTo(new Rejected("audience"));
        assertThat(ask(issuer.token(claims -> claims.claim("exp", "tomorrow")))).isEqualTo(new Rejected("malformed"));
        assertThat(provider.asked()).isEmpty();
    }

    @Test
    void ofSignedTokensOnlyThoseOfItsOwnIssuerAreTheProvidersBusiness() {
        String own = issuer.token(claims -> claims.issuer(ISSUER));
        provider.says(own, active(""));

        assertThat(ask(own)).isInstanceOf(Authenticated.class);
        assertThat(ask(issuer.token(claims -> claims.issuer("https://elsewhere.example.fr"))))
                .isEqualTo(new Foreign("issuer"));
        assertThat(provider.asked()).hasSize(1);
    }

    @Test
    void anAnswerIsRememberedAndARevokedTokenNoticedWhenThatIsOver() {
        provider.says(TOKEN, active(""));
        Identification somebody = ask(TOKEN);
        provider.revoke(TOKEN);

        clock.advance(REMEMBER.multipliedBy(3).dividedBy(4).minusMillis(1));
        assertThat(tokens.known(TOKEN)).isEqualTo(somebody);
        assertThat(provider.asked()).hasSize(1);

        clock.advance(REMEMBER.dividedBy(4).plusMillis(1));
        assertThat(tokens.known(TOKEN)).isNull();
        assertThat(ask(TOKEN)).isEqualTo(new Foreign("inactive"));
    }

    @Test
    void whoeverIsActiveNeverWaitsForTheProvider() {
        provider.says(TOKEN, active(""));
        ask(TOKEN);
        clock.advance(REMEMBER.multipliedBy(4).dividedBy(5));
        provider.keepAnswers();

        assertThat(tokens.known(TOKEN)).as("asked anew behind").isInstanceOf(Authenticated.class);
        assertThat(tokens.known(TOKEN)).isInstanceOf(Authenticated.class);
        provider.answerAll();
        Eventually.within(PATIENCE, () -> assertThat(outcomes).hasSize(2));

        clock.advance(REMEMBER.multipliedBy(3).dividedBy(5));
        assertThat(tokens.known(TOKEN)).as("by the newer answer").isInstanceOf(Authenticated.class);
        assertThat(provider.asked()).hasSize(2);
    }

    @Test
    void anAnswerNeverOutlivesTheToken() {
        provider.says(
                TOKEN, active(", \"exp\": " + clock.instant().plusSeconds(10).getEpochSecond()));
        assertThat(person(ask(TOKEN)).expiresAt())
                .isEqualTo(instant(clock.instant().plusSeconds(10)));

        clock.advance(Duration.ofSeconds(10));
        assertThat(tokens.known(TOKEN)).isNull();
    }

    @Test
    void whenTheProviderIsDownStrangersWaitAndThoseWhoAreInGoOn() {
        provider.says(TOKEN, active(""));
        Identification somebody = ask(TOKEN);
        provider.goDown();

        assertThat(ask("new")).isEqualTo(new Undecidable("no-answer"));
        clock.advance(REMEMBER);
        assertThat(ask(TOKEN)).as("no answer takes nothing away").isEqualTo(somebody);
        assertThat(tokens.known(TOKEN)).as("nor is it waited for again").isEqualTo(somebody);

        provider.comeBack();
        provider.revoke(TOKEN);
        clock.advance(OpaqueTokens.AGAIN);
        assertThat(tokens.known(TOKEN)).isEqualTo(somebody);
        Eventually.within(PATIENCE, () -> assertThat(tokens.known(TOKEN)).isEqualTo(new Foreign("inactive")));
    }

    @Test
    void anOutageIsBridgedForAnHourAndNotLonger() {
        provider.says(TOKEN, active(""));
        Identification somebody = ask(TOKEN);
        provider.fails(503);

        for (int minute = 1; minute < 60; minute++) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(ask(TOKEN)).isEqualTo(somebody);
        }
        clock.advance(Duration.ofMinutes(1));
        assertThat(tokens.known(TOKEN)).isNull();
        assertThat(ask(TOKEN)).isEqualTo(new Undecidable("no-answer"));
    }

    @Test
    void aTokenThatWasRefusedStaysSoWhileTheProviderIsDown() {
        ask(TOKEN);
        provider.goDown();
        clock.advance(Refusals.FIRST);

        assertThat(tokens.known(TOKEN)).isNull();
        assertThat(ask(TOKEN)).isEqualTo(new Foreign("inactive"));
    }

    @Test
    void manyRequestsWithOneTokenMakeOneCall() {
        provider.says(TOKEN, active(""));
        provider.keepAnswers();
        List<CompletableFuture<Identification>> answers = IntStream.range(0, 200)
                .mapToObj(number -> tokens.identify(TOKEN).toFuture())
                .toList();
        Eventually.within(PATIENCE, () -> assertThat(provider.asked()).hasSize(1));
        provider.answerAll();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Authenticated.class));
        assertThat(provider.asked()).hasSize(1);
    }

    @Test
    void whoeverComesJustAfterTheAnswerTakesIt() {
        provider.says(TOKEN, active(""));

        assertThat(ask(TOKEN)).isEqualTo(ask(TOKEN));
        assertThat(ask("made-up")).isEqualTo(ask("made-up")).isEqualTo(new Foreign("inactive"));
        assertThat(provider.asked()).extracting(form -> form.get("token")).containsExactly(TOKEN, "made-up");
    }

    @Test
    void aBadTokenIsAskedAboutEverMoreRarely() {
        int calls = 0;
        for (Duration lasts = Refusals.FIRST;
                lasts.compareTo(Duration.ofMinutes(5)) < 0;
                lasts = lasts.multipliedBy(2)) {
            assertThat(ask(TOKEN)).isEqualTo(new Foreign("inactive"));
            assertThat(provider.asked()).hasSize(++calls);
            clock.advance(lasts.minusMillis(1));
            assertThat(tokens.known(TOKEN)).isEqualTo(new Foreign("inactive"));
            clock.advance(Duration.ofMillis(1));
            assertThat(tokens.known(TOKEN)).isNull();
        }
        provider.says(TOKEN, active(""));
        assertThat(ask(TOKEN)).as("it became good").isInstanceOf(Authenticated.class);
        assertThat(tokens.known(TOKEN)).isInstanceOf(Authenticated.class);
    }

    @Test
    void aFloodOfMadeUpTokensMakesFewCallsAndThrowsNobodyOut() {
        BearerTokens bounded = tokens(settings -> settings, new OpaqueTokens.Limits(1_000, 4, 10));
        provider.says(TOKEN, active(""));
        Identification somebody = identify(bounded, TOKEN);

        Set<Identification> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            seen.add(identify(bounded, "made-up-" + i));
        }
        assertThat(provider.asked()).as("in a second that stands still").hasSize(10);
        assertThat(seen).containsExactlyInAnyOrder(new Foreign("inactive"), new Undecidable("busy"));
        assertThat(bounded.known(TOKEN)).isEqualTo(somebody);

        clock.advance(REMEMBER);
        assertThat(identify(bounded, TOKEN))
                .as("renewals have calls of their own")
                .isInstanceOf(Authenticated.class);
        assertThat(provider.asked()).hasSize(11);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(identify(bounded, "late")).isEqualTo(new Foreign("inactive"));
    }

    @Test
    void noMoreCallsAreUnderWayThanSettled() {
        BearerTokens bounded = tokens(settings -> settings, new OpaqueTokens.Limits(1_000, 4, 1_000));
        provider.keepAnswers();
        List<CompletableFuture<Identification>> answers = IntStream.range(0, 50)
                .mapToObj(number -> bounded.identify("made-up-" + number).toFuture())
                .toList();

        Eventually.within(
                PATIENCE,
                () -> assertThat(answers.stream().filter(CompletableFuture::isDone))
                        .hasSize(46));
        provider.answerAll();
        assertThat(answers.stream().map(CompletableFuture::join).filter(new Foreign("inactive")::equals))
                .hasSize(4);
    }

    @Test
    void noMoreAreRememberedThanSettled() {
        OpaqueTokens.Limits limits = new OpaqueTokens.Limits(10, 4, 1_000);
        BearerTokens bounded = tokens(settings -> settings, limits);
        for (int i = 0; i < 200; i++) {
            provider.says("token-" + i, active(""));
            identify(bounded, "token-" + i);
        }

        Eventually.within(
                PATIENCE,
                () -> assertThat(IntStream.range(0, 200)
                                .mapToObj(i -> bounded.known("token-" + i))
                                .filter(Authenticated.class::isInstance))
                        .hasSizeLessThanOrEqualTo(10));
    }

    private static String active(String more) {
        return "{\"active\": true, \"sub\": \"marie\", \"aud\": [\"account\", \"ent\"], \"ENTPersonProfils\": \"National_ELV\""
                + more + "}";
    }

    private static Instant instant(Instant with) {
        return Instant.ofEpochSecond(with.getEpochSecond());
    }

    private BearerTokens tokens(UnaryOperator<Settings.Introspection> change, OpaqueTokens.Limits limits) {
        return tokens(client, null, change, limits);
    }

    private BearerTokens tokens(
            ProviderClient client,
            @Nullable String personAttribute,
            UnaryOperator<Settings.Introspection> change,
            OpaqueTokens.Limits limits) {
        Settings.Introspection settings = change.apply(new Settings.Introspection(
                URI.create(provider.uri()),
                TrialIntrospection.CLIENT,
                TrialIntrospection.SECRET,
                ISSUER,
                "ent",
                REMEMBER));
        Profiles profiles =
                new Profiles(new Settings.Roles(EnumSet.allOf(Settings.Roles.Preset.class), List.of()), role -> true);
        People people = new People(keyring, personAttribute, profiles, IdentityListener.NONE);
        Refusals refusals = new Refusals(clock);
        IdentityListener listener = new IdentityListener() {
            @Override
            public void introspected(Introspected outcome) {
                outcomes.add(outcome);
            }
        };
        OpaqueTokens opaque = new OpaqueTokens(
                settings,
                new Introspection(settings, client, ticker, scheduler)::ask,
                people,
                refusals,
                new OpaqueTokens.Surroundings(clock, ticker, listener),
                limits);
        PublishedKeys keys =
                new PublishedKeys(issuer.name(), Mono.just(issuer.server.uri(TestIssuer.KEYS)), client, ticker);
        return new BearerTokens(
                List.of(new TokenVerifier.Terms(issuer.name(), TestIssuer.AUDIENCE, Set.of(), keys)),
                new TokenVerifier(scheduler, clock),
                people,
                new Remembered(1_000, clock),
                refusals,
                opaque);
    }

    private Identification ask(String token) {
        return identify(tokens, token);
    }

    private static Identification identify(BearerTokens tokens, String token) {
        return tokens.identify(token).block(Duration.ofMinutes(3));
    }

    private static Person person(Identification identification) {
        return ((Authenticated) identification).person();
    }
}

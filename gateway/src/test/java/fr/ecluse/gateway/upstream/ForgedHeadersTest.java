package fr.ecluse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgedHeadersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "X-Forwarded-Whatever-Comes-Next",
                "Forwarded",
                "X-Real-IP",
                "Remote-User",
                "Auth-User",
                "X-User-Id",
                "X-User-Roles",
                "X-Remote-User",
                "X-Remote-Groups",
                "Shib-Session-ID",
                "Shib-Identity-Provider",
                "uid",
                "FrEduRne",
                "FrEduVecteur",
                "ENTPersonLogin",
                "ENTPersonProfils",
                "ENT-User",
                "osivia-virtual-host",
                "Ecluse-User",
                "Ecluse-Roles",
                "Ecluse-Session",
                "Ecluse-Assertion",
                "Ecluse-Release",
                "Ecluse-Anything"
            })
    void aNameThatAPortalWouldBelieveIsTakenAwayInEverySpelling(String name) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        assertThat(ForgedHeaders.contains(name)).as(name).isTrue();
        for (String spelling : List.of(
                name.toLowerCase(Locale.ROOT),
                name.toUpperCase(Locale.ROOT),
                name.replace('-', '_'),
                name.replace('-', '_').toUpperCase(Locale.ROOT),
                name.replaceFirst("-", "_"),
                name.replace('-', '.'),
                name.replace('-', '~'))) {
            assertThat(ForgedHeaders.contains(spelling)).as(spelling).isTrue();
        }
        for (int i = 0; i < 100; i++) {
            String spelling = respelt(name, random);
            assertThat(ForgedHeaders.contains(spelling))
                    .as("%s, seed %d", spelling, seed)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept",
                "Accept-Encoding",
                "Accept-Language",
                "Authorization",
                "Cache-Control",
                "Content-Length",
                "Content-Type",
                "Cookie",
                "DNT",
                "ETag",
                "Expect",
                "From",
                "Host",
                "If-Modified-Since",
                "If-None-Match",
                "Max-Forwards",
                "Origin",
                "Range",
                "Referer",
                "Sec-Fetch-Mode",
                "Sec-WebSocket-Key",
                "SOAPAction",
                "Upgrade-Insecure-Requests",
                "User-Agent",
                "Via",
                "X-CSRF-Token",
                "X-Requested-With",
                "X-XSRF-TOKEN",
                "traceparent"
            })
    void whatBrowsersAndClientsSendPasses(String name) {
        assertThat(ForgedHeaders.contains(name)).isFalse();
        assertThat(ForgedHeaders.contains(name.toLowerCase(Locale.ROOT))).isFalse();
        assertThat(ForgedHeaders.contains(name.toUpperCase(Locale.ROOT))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Remote-Users",
                "Remote",
                "Auth-User-Agent",
                "Auth",
                "uid2",
                "ui",
                "My-uid",
                "Forwarded-By",
                "X-Real-IPs",
                "X-Username",
                "X-Remoted",
                "Shibboleth",
                "FrEd",
                "En",
                "Eclusette",
                "Ecluse",
                "osivia-virtual-hosts",
                "Y-Forwarded-For"
            })
    void aNameThatOnlyResemblesOneOfThemPasses(String name) {
        assertThat(ForgedHeaders.contains(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENT", "ent", "ENTEleveClasses", "ENT_PERSON", "Ent.Login", "Entity"})
    void everyNameThatBeginsWithEntIsTakenAwayBecauseTheListHasNoEnd(String name) {
        assertThat(ForgedHeaders.contains(name)).isTrue();
    }

    @Test
    void aHeaderWithoutANameIsTakenAway() {
        assertThat(ForgedHeaders.contains("")).isTrue();
    }

    private static String respelt(String name, Random random) {
        StringBuilder spelling = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (c == '-') {
                spelling.append(random.nextBoolean() ? '-' : '_');
            } else {
                spelling.append(random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c));
            }
        }
        return spelling.toString();
    }
}

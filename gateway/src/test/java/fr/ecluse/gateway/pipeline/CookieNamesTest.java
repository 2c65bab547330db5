package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ecluse=abc|abc",
                "theme=dark; ecluse=abc|abc",
                "theme=dark;ecluse=abc;lang=fr|abc",
                // the gateway's other cookies begin with the same name
                "ecluse-place=p; ecluse-login=l; ecluse=abc|abc",
                "__Host-ecluse=other; ecluse=abc|abc",
                "xecluse=other; my.ecluse=other; ecluse=abc|abc",
                // base64 ends with what also separates name and value
                "ecluse=abc==; b=2|abc==",
                "ecluse= abc ; b=2|abc",
                // the name may stand in another cookie's value
                "last=ecluse; ecluse=abc|abc",
                "last=x-ecluse=other; ecluse=abc|abc"
            })
    void theValueIsFoundAmongOtherCookies(String header, String value) {
        assertThat(CookieNames.value(header, "ecluse")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ecluse",
                "theme=dark; ecluse",
                "ecluse; theme=dark",
                "ecluse-place=abc",
                "xecluse=abc",
                "__Host-ecluse=abc",
                "ECLUSE=abc",
                "last=ecluse"
            })
    void aCookieOfAnotherNameIsNotTakenForOurs(String header) {
        assertThat(CookieNames.value(header, "ecluse")).isNull();
    }

    @Test
    void withoutACookieHeaderThereIsNoValue() {
        assertThat(CookieNames.value(null, "ecluse")).isNull();
    }

    @Test
    void anEmptyValueIsAValue() {
        assertThat(CookieNames.value("ecluse=; b=2", "ecluse")).isEmpty();
    }

    @Test
    void aLoginTakesTheFirstCookieThatNoOtherTabHolds() {
        CookieNames names = new CookieNames(false);
        assertThat(names.freeLoginState(null)).isEqualTo("ecluse-login");
        assertThat(names.freeLoginState("ecluse-login-2=x")).isEqualTo("ecluse-login");
        assertThat(names.freeLoginState("ecluse-login=x; ecluse-login-2=y")).isEqualTo("ecluse-login-3");
        assertThat(names.freeLoginState("ecluse-login=x; ecluse-login-2=y; ecluse-login-3=z; ecluse-login-4=w"))
                .as("no more than four at once")
                .isEqualTo("ecluse-login");
    }

    @Test
    void overHttpsEveryCookieHasTheHostPrefixAndIsSecure() {
        CookieNames names = new CookieNames(true);
        assertThat(names.session()).isEqualTo("__Host-ecluse");
        for (String name : names.all()) {
            assertThat(name).startsWith("__Host-");
            // what browsers demand of the prefix: Secure, the whole site, no Domain
            assertThat(attributes(names.set(name, "v", null)))
                    .contains(name + "=v", "Path=/", "Secure", "HttpOnly", "SameSite=Lax")
                    .noneMatch(attribute -> attribute.startsWith("Domain"));
        }
    }

    @Test
    void overPlainHttpTheCookiesAreAsClosedAsTheyCanBe() {
        CookieNames names = new CookieNames(false);
        assertThat(names.session()).isEqualTo("ecluse");
        assertThat(attributes(names.set(names.session(), "v", null)))
                .containsExactlyInAnyOrder("ecluse=v", "Path=/", "HttpOnly", "SameSite=Lax");
    }

    @Test
    void aCookieLivesAsLongAsTheBrowserUnlessALifeIsGiven() {
        CookieNames names = new CookieNames(false);
        assertThat(names.set("ecluse", "v", null)).doesNotContain("Max-Age", "Expires");
        assertThat(attributes(names.set("ecluse", "v", Duration.ofMinutes(10)))).contains("Max-Age=600");
    }

    @Test
    void aDeletedCookieIsEmptyAndOverWithTheAttributesItWasSetWith() {
        assertThat(attributes(new CookieNames(true).delete("__Host-ecluse")))
                .contains("__Host-ecluse=", "Max-Age=0", "Path=/", "Secure", "HttpOnly", "SameSite=Lax");
    }

    private static String[] attributes(String setCookie) {
        return setCookie.split("; ");
    }
}

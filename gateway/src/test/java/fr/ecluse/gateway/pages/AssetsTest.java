package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetsTest {

    private final Assets assets = new Assets();

    @ParameterizedTest
    @ValueSource(strings = {"ecluse.css", "place.js", "mark.svg"})
    void theNameWithTheHashMayBeKeptAndThePlainOneMustBeAskedAgain(String name) {
        Asset plain = assets.asset(name);
        Asset hashed = assets.asset(assets.versioned(name).substring(Pages.ASSETS.length()));
        assertThat(plain.cacheControl()).isEqualTo("no-cache");
        assertThat(hashed.cacheControl()).contains("immutable");
        assertThat(hashed.bytes()).isEqualTo(plain.bytes()).isNotEmpty();
        assertThat(hashed.etag()).isEqualTo(plain.etag()).matches("\"[0-9a-f]{12}\"");
    }

    @Test
    void theHashOfAnotherVersionGivesThisOneUncached() {
        assertThat(assets.asset("place.000000000000.js")).isSameAs(assets.asset("place.js"));
    }

    @Test
    void browsersAreToldWhatTheyGet() {
        assertThat(assets.asset("ecluse.css").contentType()).isEqualTo("text/css; charset=utf-8");
        assertThat(assets.asset("place.js").contentType()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(assets.asset("mark.svg").contentType()).isEqualTo("image/svg+xml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "page.mustache",
                "texts_fr.properties",
                "../pages/place.js",
                "place.js/",
                "Pages.class",
                "place.0000.js",
                "place.000000000000.css",
                "other.000000000000.js"
            })
    void nothingElseIsServed(String name) {
        assertThat(assets.asset(name)).isNull();
    }
}

package fr.ecluse.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b?c=d&e=%2F%2Fevil.example", "/a//b", "/;x", "/?next=https://portail.example/"})
    void aPathOfThisSiteIsKept(String path) {
        assertThat(new Destination(path).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "/a b",
                "/a\u007f",
                "https://evil.example/",
                "javascript:alert(1)",
                "/a\\..\\b"
            })
    void whatMayLeadElsewhereBecomesTheFrontDoor(String path) {
        assertThat(new Destination(path)).isEqualTo(Destination.HOME);
    }
}

package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//notes",
                "/public//notes",
                "/public/./notes",
                "/public/.",
                "/public/../notes",
                "/public/..",
                "/..",
                "/public;v=1/notes",
                "/public;v=1",
                "/public;",
                "/public/.;jsessionid=1",
                "/public/..;jsessionid=1",
                "/public//;jsessionid=1",
                "/public;jsessionid=1/notes",
                "/public;jsessionid=1/../notes",
                "/public/..;jsessionid=1/notes",
                "/public/notes;jsessionid=",
                "/public/notes;jsessionid=1;v=1",
                "/public/notes;v=1;jsessionid=1",
                "/public/notes;jsessionid=1;jsessionid=1",
                "/public/notes;jsessionid=%31",
                "/public/notes;jsessionid=1%2f..",
                "/public/%2e%2e;jsessionid=1",
                "/public/notes%3bjsessionid=1",
                "/public/..;/notes",
                "/public\\notes",
                "/public/%2fnotes",
                "/public/..%2Fnotes",
                "/public/%5cnotes",
                "/public/%5Cnotes",
                "/public/%2e%2e/notes",
                "/public/.%2E/notes",
                "/public/%3bv=1",
                "/public/%3B",
                "/public/%252e%252e/notes",
                "/public/%00",
                "/public/%0a",
                "/public/%0D",
                "/public/%1f",
                "/public/%7F",
                "/public%3fx",
                "/public/%c0%ae%c0%ae/notes",
                "/public/%e0%80%af",
                "/public/%E9",
                "/public/%80",
                "/public/%c2%85",
                "/public/%ef%bc%8f",
                "/public/%EF%BC%8E%EF%BC%8E/notes",
                "/public/%ef%bc%9b",
                "/public/%e2%88%95"
            })
    void aPathThatTwoServersCouldReadAsTwoIsAmbiguous(String path) {
        assertThat(Paths.ambiguous(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/public",
                "/public/",
                "/public/notes.html",
                "/public/.well-known/x",
                "/public/..notes",
                "/public/notes..",
                "/public/a.b/c...d",
                "/public/cahier%20de%20texte",
                "/public/%C3%A9l%C3%A8ve",
                "/public/%E2%82%AC",
                "/public/%EF%BC%A1",
                "/public/100%E2%80%AF%E2%82%AC",
                "/public/a+b,c=d@e:f!g$h&i'j(k)*~_-",
                "/cas/login;jsessionid=8A4F2C.node-1",
                "/cas/login;JSESSIONID=0000abc:1b2c!-12",
                "/;jsessionid=1"
            })
    void anOrdinaryPathIsNot(String path) {
        assertThat(Paths.ambiguous(path)).isFalse();
    }
}

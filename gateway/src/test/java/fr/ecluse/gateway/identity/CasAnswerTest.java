package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import fr.ecluse.gateway.identity.CasAnswer.Failure;
import fr.ecluse.gateway.identity.CasAnswer.Success;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CasAnswerTest {

    private static final String OPEN = "<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'>";
    private static final String CLOSE = "</cas:serviceResponse>";

    @Test
    void apereoPutsAttributesBelowAttributes() {
        Success answer = success("""
                <cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'>
                    <cas:authenticationSuccess>
                        <cas:user>ines</cas:user>
                        <cas:attributes>
                            <cas:credentialType>UsernamePasswordCredential</cas:credentialType>
                            <cas:isFromNewLogin>true</cas:isFromNewLogin>
                            <cas:ENTPersonProfils>National_ENS</cas:ENTPersonProfils>
                            <cas:ENTPersonProfils>National_TUT</cas:ENTPersonProfils>
                            <cas:cn>Inès L&#39;H&#xF4;te &amp; fille</cas:cn>
                        </cas:attributes>
                        <cas:proxyGrantingTicket>PGTIOU-1</cas:proxyGrantingTicket>
                    </cas:authenticationSuccess>
                </cas:serviceResponse>
                """);

        assertThat(answer.user()).isEqualTo("ines");
        assertThat(answer.attributes().values("ENTPersonProfils")).containsExactly("National_ENS", "National_TUT");
        assertThat(answer.attributes().first("cn")).isEqualTo("Inès L'Hôte & fille");
        assertThat(answer.attributes().values("proxyGrantingTicket")).isEmpty();
        assertThat(answer.attributes().values("user")).isEmpty();
    }

    @Test
    void lemonLdapWritesADeclarationAndManyValuesInOne() {
        Success answer = success("""
                <?xml version="1.0" encoding="UTF-8"?>
                <cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'>
                \t<cas:authenticationSuccess>
                \t\t<cas:user>dwho</cas:user>
                \t\t<cas:attributes>
                \t\t\t<cas:cn>Doctor Who</cas:cn>
                \t\t\t<cas:ENTPersonProfils>National_ELV;National_TUT</cas:ENTPersonProfils>
                \t\t\t<cas:uid>dwho</cas:uid>
                \t\t</cas:attributes>
                \t</cas:authenticationSuccess>
                </cas:serviceResponse>
                """);

        assertThat(answer.user()).isEqualTo("dwho");
        assertThat(answer.attributes().values("ENTPersonProfils")).containsExactly("National_ELV;National_TUT");
        assertThat(answer.attributes().first("UID")).isEqualTo("dwho");
    }

    @Test
    void entcorePutsAttributesBesideTheUser() {
        Success answer = success(OPEN
                + "<cas:authenticationSuccess><cas:user>ines.lhote</cas:user><cas:type>ELEVE</cas:type>"
                + "<cas:uai>0350001A</cas:uai><cas:uai>0350002B</cas:uai><cas:email/>"
                + "</cas:authenticationSuccess>" + CLOSE);

        assertThat(answer.user()).isEqualTo("ines.lhote");
        assertThat(answer.attributes().first("type")).isEqualTo("ELEVE");
        assertThat(answer.attributes().values("uai")).containsExactly("0350001A", "0350002B");
        assertThat(answer.attributes().values("email")).isEmpty();
    }

    @Test
    void otherServersNameAttributesInLabels() {
        Success answer = success(OPEN
                + "<cas:authenticationSuccess><cas:user>ines</cas:user>"
                + "<cas:attribute name='ENTPersonProfils' value='National_ELV'/>"
                + "<cas:attribute name='ENTPersonProfils' value='National_TUT'/>"
                + "<cas:attributes><cas:attribute name='mail'>ines@example.fr</cas:attribute></cas:attributes>"
                + "</cas:authenticationSuccess>" + CLOSE);

        assertThat(answer.attributes().values("ENTPersonProfils")).containsExactly("National_ELV", "National_TUT");
        assertThat(answer.attributes().first("mail")).isEqualTo("ines@example.fr");
    }

    @Test
    void anyPrefixMayStandForTheNamespace() {
        assertThat(success("<serviceResponse xmlns='http://www.yale.edu/tp/cas'><authenticationSuccess>"
                                + "<user>ines</user><x:role xmlns:x='urn:x'>eleve</x:role>"
                                + "</authenticationSuccess></serviceResponse>")
                        .attributes()
                        .first("role"))
                .isEqualTo("eleve");
        assertThat(success("<a:serviceResponse xmlns:a='http://www.yale.edu/tp/cas'><a:authenticationSuccess>"
                                + "<b:user xmlns:b='http://www.yale.edu/tp/cas'>ines</b:user>"
                                + "</a:authenticationSuccess></a:serviceResponse>")
                        .user())
                .isEqualTo("ines");
    }

    @Test
    void aCommentDividesNoName() {
        assertThat(success(OPEN
                                + "<cas:authenticationSuccess><cas:user>ines<!-- -->.ad<![CDATA[min]]><?x y?></cas:user>"
                                + "</cas:authenticationSuccess>" + CLOSE)
                        .user())
                .isEqualTo("ines.admin");
    }

    @Test
    void jsonSaysTheSame() {
        Success answer = success("""
                {"serviceResponse": {"authenticationSuccess": {
                  "user": "ines", "type": "ELEVE", "proxies": ["https://proxy.example.fr"], "proxyGrantingTicket": null,
                  "attributes": {"ENTPersonProfils": ["National_ENS", "National_TUT"], "age": 12, "mail": "i@example.fr",
                                 "none": null, "nested": {"uai": "0350001A"}}}}}
                """);

        assertThat(answer.user()).isEqualTo("ines");
        assertThat(answer.attributes().values("ENTPersonProfils")).containsExactly("National_ENS", "National_TUT");
        assertThat(answer.attributes().first("age")).isEqualTo("12");
        assertThat(answer.attributes().first("type")).isEqualTo("ELEVE");
        assertThat(answer.attributes().first("uai")).isEqualTo("0350001A");
        assertThat(answer.attributes().values("none")).isEmpty();
        assertThat(answer.attributes().values("proxies")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_TICKET, INVALID_TICKET, true",
        "INVALID_TICKET_SPEC, INVALID_TICKET_SPEC, true",
        "INVALID_SERVICE, INVALID_SERVICE, false",
        "INVALID_REQUEST, INVALID_REQUEST, false",
        "INTERNAL_ERROR, INTERNAL_ERROR, false",
        "a forged=line, UNKNOWN, false",
        "'', UNKNOWN, false"
    })
    void aFailureSaysWhy(String code, String read, boolean spent) {
        String xml = OPEN + "<cas:authenticationFailure code='" + code + "'>Ticket ST-1 not recognized"
                + "</cas:authenticationFailure>" + CLOSE;
        String json = "{\"serviceResponse\":{\"authenticationFailure\":{\"code\":\"" + code + "\"}}}";
        for (String answer : new String[] {xml, json}) {
            Failure failure = (Failure) CasAnswer.read(answer);
            assertThat(failure.code()).isEqualTo(read);
            assertThat(failure.spent()).isEqualTo(spent);
        }
    }

    @Test
    void aSuccessInsideAFailureIsAFailure() {
        assertThat(CasAnswer.read(OPEN + "<cas:authenticationFailure code='INVALID_TICKET'><cas:authenticationSuccess>"
                        + "<cas:user>ines</cas:user></cas:authenticationSuccess></cas:authenticationFailure>" + CLOSE))
                .isEqualTo(new Failure("INVALID_TICKET"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "yes\nines\n",
                "<html><body>Se connecter</body></html>",
                "<html><body>Se connecter<br></body></html>",
                "{}",
                "[]",
                "{\"serviceResponse\":{}}",
                "{\"serviceResponse\":[]}",
                "{\"serviceResponse\":{\"authenticationSuccess\":{}}}",
                "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":[\"ines\",\"odile\"]}}}",
                "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":{\"name\":\"ines\"}}}}",
                "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"ines\",\"user\":\"odile\"}}}",
                "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"ines\"}},\"more\":1}",
                "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"ines\"}}} {}",
                "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"ines\"},"
                        + "\"authenticationFailure\":{\"code\":\"INVALID_TICKET\"}}}",
                "<serviceResponse><authenticationSuccess><user>ines</user></authenticationSuccess></serviceResponse>",
                "<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas/'><cas:authenticationSuccess>"
                        + "<cas:user>ines</cas:user></cas:authenticationSuccess></cas:serviceResponse>",
                OPEN + CLOSE,
                OPEN + "<cas:proxySuccess><cas:proxyTicket>PT-1</cas:proxyTicket></cas:proxySuccess>" + CLOSE,
                OPEN + "<x:authenticationSuccess xmlns:x='urn:x'><cas:user>ines</cas:user></x:authenticationSuccess>"
                        + CLOSE,
                OPEN + "<cas:authenticationSuccess><x:user xmlns:x='urn:x'>ines</x:user></cas:authenticationSuccess>"
                        + CLOSE,
                OPEN + "<cas:authenticationSuccess/>" + CLOSE,
                OPEN + "<cas:authenticationSuccess><cas:attributes><cas:user>ines</cas:user></cas:attributes>"
                        + "</cas:authenticationSuccess>" + CLOSE,
                OPEN + "<cas:authenticationSuccess><cas:user>ines</cas:user><cas:user>odile</cas:user>"
                        + "</cas:authenticationSuccess>" + CLOSE,
                OPEN + "<cas:authenticationSuccess><cas:user>ines</cas:user></cas:authenticationSuccess>"
                        + "<cas:authenticationSuccess><cas:user>odile</cas:user></cas:authenticationSuccess>" + CLOSE,
                OPEN + "<cas:authenticationSuccess><cas:user>ines</cas:user></cas:authenticationSuccess>"
                        + "<cas:authenticationFailure code='INVALID_TICKET'/>" + CLOSE,
                OPEN + "<cas:authenticationSuccess><cas:user>ines</cas:user><cas:authenticationFailure code='X'/>"
                        + "</cas:authenticationSuccess>" + CLOSE,
                OPEN + "<cas:authenticationSuccess><cas:user>ines</cas:user></cas:authenticationSuccess>",
                OPEN + "<cas:authenticationSuccess><cas:user>ines</cas:user></cas:authenticationSuccess>" + CLOSE + "x"
            })
    void whatIsNoAnswerOfTheStandardIsNotBelieved(String answer) {
        assertThatThrownBy(() -> CasAnswer.read(answer))
                .isInstanceOf(ProviderException.class)
                .message()
                .startsWith("the validation of a ticket ")
                .doesNotContain("ines");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE x>",
                "<!DOCTYPE x [<!ENTITY u 'odile'>]>",
                "<!DOCTYPE x [<!ENTITY u SYSTEM 'file:///etc/hostname'>]>",
                "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
                        + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY u '&c;&c;&c;&c;&c;&c;&c;&c;'>]>"
            })
    void aDoctypeIsRefusedWhateverItSays(String doctype) {
        for (String user : new String[] {"ines", "&u;"}) {
            String answer = doctype + OPEN + "<cas:authenticationSuccess><cas:user>" + user
                    + "</cas:user></cas:authenticationSuccess>" + CLOSE;
            assertThatThrownBy(() -> CasAnswer.read(answer)).isInstanceOf(ProviderException.class);
        }
    }

    @Test
    void nothingThatAnAnswerNamesIsFetched() throws IOException {
        AtomicInteger fetched = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/x";
            for (String doctype : new String[] {
                "<!DOCTYPE x SYSTEM '" + address + "'>",
                "<!DOCTYPE x PUBLIC 'x' '" + address + "'>",
                "<!DOCTYPE x [<!ENTITY % p SYSTEM '" + address + "'> %p;]>",
                "<!DOCTYPE x [<!ENTITY u SYSTEM '" + address + "'>]>"
            }) {
                String answer = doctype + OPEN + "<cas:authenticationSuccess><cas:user>&u;</cas:user>"
                        + "</cas:authenticationSuccess>" + CLOSE;
                assertThatThrownBy(() -> CasAnswer.read(answer)).isInstanceOf(ProviderException.class);
            }
        } finally {
            server.stop(0);
        }
        assertThat(fetched).hasValue(0);
    }

    @Test
    void anAnswerHasAFewLevelsOnly() {
        String inside = "<cas:authenticationSuccess><cas:user>ines</cas:user>%s</cas:authenticationSuccess>";
        assertThat(success(OPEN + inside.formatted("<a>".repeat(14) + "x" + "</a>".repeat(14)) + CLOSE)
                        .attributes()
                        .first("a"))
                .isEqualTo("x");
        for (int levels : new int[] {15, 60_000}) {
            String deep = OPEN + inside.formatted("<a>".repeat(levels) + "</a>".repeat(levels)) + CLOSE;
            String json = "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"ines\",\"a\":"
                    + "[".repeat(levels) + "]".repeat(levels) + "}}}";
            assertThatThrownBy(() -> CasAnswer.read(deep)).isInstanceOf(ProviderException.class);
            assertThatThrownBy(() -> CasAnswer.read(json)).isInstanceOf(ProviderException.class);
        }
    }

    private static Success success(String answer) {
        return (Success) CasAnswer.read(answer);
    }
}

package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CasLogoutRequestTest {

    private static final String TICKET = "ST-1856339-aA5Yuvrxzpv8Tau1cYQ7-cas.example.fr";
    private static final String REQUEST = """
            <samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
                ID="LR-17" Version="2.0" IssueInstant="2026-11-24T08:00:00Z">
              <saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID>
              <samlp:SessionIndex>%s</samlp:SessionIndex>
            </samlp:LogoutRequest>
            """;

    @Test
    void theTicketOfTheLoginIsRead() {
        assertThat(CasLogoutRequest.ticket(REQUEST.formatted(TICKET))).isEqualTo(TICKET);
    }

    @Test
    void howAServerWritesItDoesNotMatter() {
        assertThat(CasLogoutRequest.ticket("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + REQUEST.formatted(TICKET)))
                .isEqualTo(TICKET);
        assertThat(CasLogoutRequest.ticket(REQUEST.formatted("\n  " + TICKET + "\n")))
                .isEqualTo(TICKET);
        assertThat(CasLogoutRequest.ticket(REQUEST.formatted("<![CDATA[" + TICKET + "]]>")))
                .isEqualTo(TICKET);
        assertThat(CasLogoutRequest.ticket("<LogoutRequest xmlns='urn:oasis:names:tc:SAML:2.0:protocol'><SessionIndex>"
                        + TICKET + "</SessionIndex></LogoutRequest>"))
                .isEqualTo(TICKET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ST-1",
                "<",
                "<a/>",
                "<LogoutRequest><SessionIndex>ST-1</SessionIndex></LogoutRequest>",
                "<p:LogoutRequest xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol'/>",
                "<p:LogoutRequest xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol'><SessionIndex>ST-1</SessionIndex></p:LogoutRequest>",
                "<p:LogoutRequest xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol'><a><p:SessionIndex>ST-1</p:SessionIndex></a></p:LogoutRequest>",
                "<p:Other xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol'><p:SessionIndex>ST-1</p:SessionIndex></p:Other>",
            })
    void whatIsNoLogoutRequestIsRefused(String xml) {
        refused(xml);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "ST-1 ST-2",
                "ST-1<!-- -->23",
                "ST-1<?x?>23",
                "<b>ST-1</b>",
                "&xxe;",
                "&#0;",
                "ST-\u00e9",
                "ST-1</samlp:SessionIndex><samlp:SessionIndex>ST-2",
                "ST-1</samlp:SessionIndex></samlp:LogoutRequest><samlp:LogoutRequest><samlp:SessionIndex>ST-2",
            })
    void aTicketThatCouldBeReadInTwoWaysIsRefused(String ticket) {
        refused(REQUEST.formatted(ticket));
    }

    @Test
    void aDocumentTypeIsRefusedWhateverItDeclares() {
        String request = REQUEST.formatted("&t;");
        refused("<!DOCTYPE LogoutRequest [<!ENTITY t SYSTEM 'file:///etc/passwd'>]>" + request);
        refused("<!DOCTYPE LogoutRequest [<!ENTITY a 'aaaa'><!ENTITY t '&a;&a;&a;&a;'>]>" + request);
        refused("<!DOCTYPE LogoutRequest>" + REQUEST.formatted(TICKET));
        refused("<!DOCTYPE LogoutRequest SYSTEM 'http://127.0.0.1:9/x.dtd'>" + REQUEST.formatted(TICKET));
    }

    @Test
    void whatIsTooLargeOrTooDeepIsRefused() {
        refused(REQUEST.formatted("x".repeat(257)));
        refused(REQUEST.formatted(TICKET) + " ".repeat(2) + "<!--" + "x".repeat(CasLogoutRequest.LONGEST) + "-->");
        refused(REQUEST.formatted(TICKET + "</samlp:SessionIndex>" + "<a>".repeat(9) + "</a>".repeat(9) + "<samlp:x>")
                .replace("<samlp:x></samlp:SessionIndex>", ""));
        assertThat(CasLogoutRequest.ticket(REQUEST.formatted("x".repeat(256)))).hasSize(256);
    }

    @Test
    void noGarbageEverDoesMoreThanBeRefused() {
        long seed = new Random().nextLong();
        System.out.println("CasLogoutRequestTest seed=" + seed);
        Random random = new Random(seed);
        String good = REQUEST.formatted(TICKET);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.setCharAt(at, "<>&;!-[]?/ \u0000\uD800é".charAt(random.nextInt(14)));
                } else {
                    text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
                }
            }
            try {
                assertThat(CasLogoutRequest.ticket(text.toString())).matches("[\\x21-\\x7e]{1,256}");
            } catch (TokenRefusedException expected) {
                assertThat(expected.reason()).isNotEmpty();
            }
        }
    }

    private static void refused(String xml) {
        assertThatThrownBy(() -> CasLogoutRequest.ticket(xml)).isInstanceOf(TokenRefusedException.class);
    }
}

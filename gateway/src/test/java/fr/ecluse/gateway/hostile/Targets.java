package fr.ecluse.gateway.hostile;

import fr.ecluse.gateway.identity.IdentityTargets;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Network;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.policy.Role;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Every parser that reads what a stranger may send, each with a genuine text: whatever else is given to it is refused, or means
 * nothing more than it says, and never ends in an exception.
 */
final class Targets implements AutoCloseable {

    private final IdentityTargets identity = new IdentityTargets();
    private final Tickets tickets = new Tickets(Keyring.random(), "ent");
    private final Map<String, Target> all = new LinkedHashMap<>();

    /**
     * @param genuine made by us, or written as a provider writes it
     * @param opens whether the parser takes a text for what it reads
     * @param meant whether it may: else what opened was made by somebody else
     */
    record Target(String genuine, Predicate<String> opens, Predicate<String> meant) {

        void judge(String text) {
            boolean opened = opens.test(text);
            if (opened && !meant.test(text)) {
                throw new AssertionError("opened, and was not made by us: " + text);
            }
            if (!opened && text.equals(genuine)) {
                throw new AssertionError("does not open, though it is genuine: " + text);
            }
        }
    }

    Targets() {
        String cookie = identity.cookie();
        all.put("cookie", new Target(cookie, text -> identity.opensCookie(header(text)), cookie::equals));
        String ticket = tickets.issue(new Ticket(Keyring.random().pseudonym("ines"), Role.ELEVE, 1_790_000_000_000L));
        all.put("ticket", new Target(ticket, text -> tickets.open(header(text)) != null, ticket::equals));
        String token = identity.token();
        all.put("token", new Target(token, text -> identity.believesToken(header(text)), token::equals));
        all.put("cas", new Target(CAS, identity::entersByCas, text -> text.contains("authenticationSuccess")));
        all.put("logout", new Target(LOGOUT, identity::endsByCas, text -> text.contains("SessionIndex")));
        all.put("address", new Target("192.0.2.0/24", text -> Network.parse(text) != null, Targets::isAddress));
    }

    Map<String, Target> all() {
        return all;
    }

    /** The first byte chooses the parser, the others are its text. */
    void judge(byte[] bytes) {
        if (bytes.length > 0) {
            Target[] targets = all.values().toArray(Target[]::new);
            targets[(bytes[0] & 0xff) % targets.length].judge(
                    new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8));
        }
    }

    /** As the text arrives: each character of a header is one byte, and the digest of a credential is of those. */
    private static String header(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean isAddress(String text) {
        return text.matches("[0-9a-fA-F.:]+(/[0-9]+)?");
    }

    @Override
    public void close() {
        identity.close();
    }

    private static final String CAS = """
            <cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">
              <cas:authenticationSuccess>
                <cas:user>ines</cas:user>
                <cas:attributes><cas:ENTPersonProfils>National_ELV</cas:ENTPersonProfils></cas:attributes>
              </cas:authenticationSuccess>
            </cas:serviceResponse>
            """;

    private static final String LOGOUT = """
            <samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="LR-1" Version="2.0">
              <saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID>
              <samlp:SessionIndex>ST-1-abcdef</samlp:SessionIndex>
            </samlp:LogoutRequest>
            """;
}

package fr.ecluse.gateway.identity;

import java.io.StringReader;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What a CAS server posts when a session ends with it (CAS Protocol 3.0 §2.3.3): a {@code samlp:LogoutRequest} with the
 * service ticket of the login in its {@code samlp:SessionIndex}.
 *
 * <p>It is signed by nobody: whoever knows the ticket may end the session, and nobody else knows it. Anybody may post one, so
 * it is read strictly: elements and text alone, no DOCTYPE, no entity, no instruction, no comment that could split the ticket
 * in two readings, one {@code SessionIndex} in its place.
 */
final class CasLogoutRequest {

    /** In characters; those of known servers have about four hundred. */
    static final int LONGEST = 8 * 1024;

    private static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    private static final int DEEPEST = 8;
    private static final Pattern TICKET = Pattern.compile("[\\x21-\\x7e]{1,256}");

    private CasLogoutRequest() {}

    /**
     * The service ticket whose session has ended.
     *
     * @throws TokenRefusedException if this is no logout request
     */
    static String ticket(String xml) {
        if (xml.length() > LONGEST) {
            throw new TokenRefusedException("too-large");
        }
        String found;
        try {
            found = read(factory().createXMLStreamReader(new StringReader(xml.strip())));
        } catch (XMLStreamException | RuntimeException e) {
            throw e instanceof TokenRefusedException refused ? refused : new TokenRefusedException("malformed");
        }
        if (found == null || !TICKET.matcher(found).matches()) {
            throw new TokenRefusedException("ticket");
        }
        return found;
    }

    private static @Nullable String read(XMLStreamReader reader) throws XMLStreamException {
        String ticket = null;
        int depth = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (depth > DEEPEST || (depth == 1 && !isNamed(reader, "LogoutRequest"))) {
                        throw new TokenRefusedException("malformed");
                    }
                    if (depth == 2 && isNamed(reader, "SessionIndex")) {
                        if (ticket != null) {
                            throw new TokenRefusedException("ticket");
                        }
                        ticket = text(reader).strip();
                        depth--;
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS,
                        XMLStreamConstants.CDATA,
                        XMLStreamConstants.SPACE,
                        XMLStreamConstants.END_DOCUMENT -> {
                    // says nothing
                }
                default -> throw new TokenRefusedException("malformed");
            }
        }
        return ticket;
    }

    /** Of an element that holds nothing else; the reader is then at its end. */
    private static String text(XMLStreamReader reader) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        int event = reader.next();
        while (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
            text.append(reader.getText());
            event = reader.next();
        }
        if (event != XMLStreamConstants.END_ELEMENT) {
            throw new TokenRefusedException("malformed");
        }
        return text.toString();
    }

    private static boolean isNamed(XMLStreamReader reader, String name) {
        return name.equals(reader.getLocalName()) && PROTOCOL.equals(reader.getNamespaceURI());
    }

    /** One for each request: nothing says that they may be shared. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }
}

package fr.ecluse.gateway.identity;

import fr.ecluse.gateway.identity.CasAnswer.Element;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the XML of CAS servers and nothing more: no DOCTYPE, so no entity but the five of XML, and nothing is ever fetched. Of
 * bounded depth; the length is bounded by {@link ProviderClient#ANSWER_BYTES}.
 */
final class CasXml {

    static final int DEEPEST = 16;

    private static final String NAMESPACE = "http://www.yale.edu/tp/cas";

    private final XMLStreamReader reader;

    private CasXml(XMLStreamReader reader) {
        this.reader = reader;
    }

    /** @throws ProviderException if it is not XML within the bounds */
    static Element read(String text) {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text));
            return new CasXml(reader).document();
        } catch (ProviderException e) {
            throw e;
        } catch (XMLStreamException | RuntimeException e) { // the JDK's reader lacks words for some faults
            throw new ProviderException("the validation of a ticket gave no XML that can be read", e);
        }
    }

    /** The platform's own, whatever the class path holds; not shared, since it is not safe for several threads. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("nothing is fetched");
        });
        return factory;
    }

    private Element document() throws XMLStreamException {
        Element root = null;
        while (reader.hasNext()) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                root = element(1);
            }
        }
        if (root == null) {
            throw new ProviderException("the validation of a ticket gave no XML element");
        }
        return root;
    }

    /** The one that begins here, to its end. Comments are passed over, and divide no text. */
    private Element element(int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new ProviderException("the validation of a ticket gave XML of more than " + DEEPEST + " levels");
        }
        String name = reader.getLocalName();
        boolean cas = NAMESPACE.equals(reader.getNamespaceURI());
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            labels.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        List<Element> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int event;
        while ((event = next()) != XMLStreamConstants.END_ELEMENT) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.add(element(depth + 1));
            } else if (reader.hasText() && event != XMLStreamConstants.COMMENT) {
                text.append(reader.getText());
            }
        }
        return new Element(
                name, cas, labels, children.isEmpty() ? text.toString().strip() : "", children);
    }

    private int next() throws XMLStreamException {
        int event = reader.next();
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw new ProviderException("the validation of a ticket gave XML with a DOCTYPE");
        }
        return event;
    }
}

package fr.ecluse.gateway.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a CAS server says of a ticket (CAS Protocol 3.0 §2.5.2, §2.5.3, appendix A), in XML or in JSON.
 *
 * <p>Every server writes attributes in its own way, so they are looked for anywhere under {@code authenticationSuccess}: below
 * {@code attributes}, beside {@code user}, or as {@code <attribute name= value=>}; repeated when they have several values. What
 * decides about the login is read strictly: one answer, one user, each in its place and of the CAS namespace.
 */
sealed interface CasAnswer {

    /** The ticket was good. */
    record Success(String user, Attributes attributes) implements CasAnswer {}

    /** @param code as the standard or the server names it, in capitals; {@code UNKNOWN} if it can't be read */
    record Failure(String code) implements CasAnswer {

        private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{1,63}");
        private static final Set<String> SPENT = Set.of("INVALID_TICKET", "INVALID_TICKET_SPEC");

        public Failure {
            code = CODE.matcher(code).matches() ? code : "UNKNOWN";
        }

        /** Whether the ticket was used before, is too old, or never was: beginning again helps. */
        boolean spent() {
            return SPENT.contains(code);
        }
    }

    /**
     * One element of an answer, however it was written.
     *
     * @param cas whether it is of the CAS namespace; in JSON everything is
     * @param labels XML attributes, by local name
     * @param text of an element without children, stripped
     */
    record Element(String name, boolean cas, Map<String, String> labels, String text, List<Element> children) {

        boolean is(String casName) {
            return cas && name.equals(casName);
        }
    }

    /** @throws ProviderException if it is not an answer as the standard has it */
    static CasAnswer read(String body) {
        String text = body.strip();
        Element root = text.startsWith("{") ? CasJson.read(text) : CasXml.read(text);
        if (!root.is("serviceResponse") || root.children().size() != 1) {
            throw new ProviderException("the validation of a ticket gave no CAS answer");
        }
        Element answer = root.children().get(0);
        if (answer.is("authenticationSuccess")) {
            return success(answer);
        }
        if (answer.is("authenticationFailure")) {
            return failure(answer);
        }
        throw new ProviderException("the validation of a ticket gave neither success nor failure");
    }

    private static CasAnswer success(Element success) {
        List<Element> users =
                success.children().stream().filter(each -> each.is("user")).toList();
        boolean otherAnswers = success.children().stream()
                .anyMatch(each -> each.is("authenticationSuccess") || each.is("authenticationFailure"));
        if (otherAnswers || users.size() != 1 || !users.get(0).children().isEmpty()) {
            throw new ProviderException("the validation of a ticket did not name one user");
        }
        Map<String, List<String>> attributes = new TreeMap<>();
        for (Element child : success.children()) {
            // who may act for the user in a proxied login says nothing of the user
            if (!child.is("user") && !child.is("proxyGrantingTicket") && !child.is("proxies")) {
                collect(child, attributes);
            }
        }
        return new Success(users.get(0).text(), Attributes.of(attributes));
    }

    private static void collect(Element element, Map<String, List<String>> into) {
        String named = element.name().equals("attribute") ? element.labels().get("name") : null;
        String valued = element.labels().get("value");
        if (named != null && element.children().isEmpty()) {
            add(named, valued == null ? element.text() : valued, into);
        } else if (element.children().isEmpty()) {
            add(element.name(), element.text(), into);
        }
        element.children().forEach(child -> collect(child, into));
    }

    private static void add(String name, String value, Map<String, List<String>> into) {
        if (!value.isBlank()) {
            into.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
    }

    /** The code is a label in XML, a member in JSON. */
    private static CasAnswer failure(Element failure) {
        String label = failure.labels().get("code");
        return new Failure(
                label != null
                        ? label
                        : failure.children().stream()
                                .filter(each -> each.is("code"))
                                .map(Element::text)
                                .findFirst()
                                .orElse(""));
    }
}

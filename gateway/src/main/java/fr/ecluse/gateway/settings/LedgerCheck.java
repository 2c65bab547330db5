package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.Settings.Ledger.Kind;
import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks {@code ecluse.ledger}. Addresses may hold a password, so no problem repeats one. */
record LedgerCheck(Findings findings) {

    private static final String WHERE = "ecluse.ledger";
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "redis-sentinel");

    /** In memory nothing else sees the name. */
    private static final String NAME_IN_MEMORY = "memory";

    Settings.Ledger check(RawSettings.Ledger raw) {
        Kind kind = findings.oneOf(WHERE + ".kind", raw.kind(), Kind.MEMORY);
        if (raw.kind() == null && (raw.uri() != null || !raw.nodes().isEmpty())) {
            findings.add(WHERE + ".kind", Fault.LEDGER_KIND_UNSAID);
        }
        return new Settings.Ledger(
                kind,
                name(kind, raw.name()),
                kind == Kind.REDIS ? uris(raw) : List.of(),
                findings.oneOf(WHERE + ".on-loss", raw.onLoss(), Settings.Ledger.OnLoss.BOUNDED));
    }

    private String name(Kind kind, @Nullable String raw) {
        String where = WHERE + ".name";
        if (raw == null && kind == Kind.MEMORY) {
            return NAME_IN_MEMORY;
        }
        String name = findings.required(where, raw, Fault.LEDGER_NAME_REQUIRED);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            findings.add(where, Fault.LEDGER_NAME, name);
        }
        return name;
    }

    private List<URI> uris(RawSettings.Ledger raw) {
        String where = WHERE + ".uri";
        if (raw.nodes().isEmpty()) {
            String text = findings.required(where, raw.uri(), Fault.LEDGER_URI_REQUIRED);
            return text.isEmpty() ? List.of() : uri(where, text);
        }
        if (raw.uri() != null) {
            findings.add(where, Fault.LEDGER_URI_AND_NODES);
        }
        var uris = new ArrayList<URI>();
        for (int i = 0; i < raw.nodes().size(); i++) {
            String at = Findings.at(WHERE + ".nodes", i);
            String node = findings.required(at, raw.nodes().get(i), Fault.LEDGER_URI);
            if (!node.isEmpty()) {
                uris.addAll(uri(at, node.contains("://") ? node : "redis://" + node));
            }
        }
        return List.copyOf(uris);
    }

    private List<URI> uri(String where, String text) {
        try {
            URI uri = new URI(text);
            // several sentinels stand in one address: then it has an authority, but no single host
            boolean sentinel = "redis-sentinel".equals(uri.getScheme());
            if (SCHEMES.contains(String.valueOf(uri.getScheme()))
                    && uri.getRawAuthority() != null
                    && (sentinel ? uri.getFragment() != null : uri.getHost() != null)) {
                return List.of(uri);
            }
        } catch (URISyntaxException e) {
            // the same problem as a wrong scheme
        }
        findings.add(where, Fault.LEDGER_URI);
        return List.of();
    }
}

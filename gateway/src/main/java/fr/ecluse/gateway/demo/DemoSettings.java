package fr.ecluse.gateway.demo;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's settings in the demo: those that a portal's vendor would write in a file.
 *
 * @param issuer the identity provider
 * @param portal what the gateway protects
 * @param adminToken in the clear: the gateway gets its digest only
 * @param testClock where the gateway's clock starts; null: the real time
 */
record DemoSettings(
        int port,
        int adminPort,
        URI issuer,
        URI portal,
        DemoClient client,
        Path policy,
        String adminToken,
        @Nullable Instant testClock) {

    static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    String[] arguments() {
        List<String> settings = new ArrayList<>(List.of(
                "server.address=" + DemoServer.ADDRESS,
                "server.port=" + port,
                "ecluse.policy=" + policy,
                "ecluse.ledger.kind=memory",
                "ecluse.identity.oidc.issuer=" + issuer,
                "ecluse.identity.oidc.client-id=" + client.id(),
                "ecluse.identity.oidc.client-secret=" + client.secret(),
                "ecluse.identity.bearer[0].issuer=" + issuer,
                "ecluse.identity.bearer[0].jwks-uri=" + issuer + "/jwks",
                "ecluse.identity.bearer[0].audience=" + DemoTokens.AUDIENCE,
                "ecluse.identity.bearer[0].algorithms[0]=RS256",
                // everybody here shares one address, as a school does
                "ecluse.school-networks[0]=127.0.0.0/8",
                "ecluse.admin.port=" + adminPort,
                "ecluse.admin.address=" + DemoServer.ADDRESS,
                "ecluse.admin.tokens[0].name=demo",
                "ecluse.admin.tokens[0].sha256=" + sha256(adminToken),
                "ecluse.admin.tokens[0].scope=operate",
                // the demo stops the gateway first, and then what the gateway stands on
                "spring.main.register-shutdown-hook=false",
                // what the demo prints is meant for people
                "spring.main.log-startup-info=false"));
        for (int i = 0; i < client.publicUrls().size(); i++) {
            settings.add("ecluse.public-url[" + i + "]=" + client.publicUrls().get(i));
        }
        addRoute(settings, 0, "infos", "/public/**", "public");
        addRoute(settings, 1, "portail", "/**", "required");
        if (testClock != null) {
            settings.add("ecluse.test-clock=" + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(testClock.atZone(ZONE)));
        }
        return settings.stream().map(setting -> "--" + setting).toArray(String[]::new);
    }

    private void addRoute(List<String> settings, int index, String id, String path, String access) {
        String route = "spring.cloud.gateway.server.webflux.routes[" + index + "].";
        settings.add(route + "id=" + id);
        settings.add(route + "uri=" + portal);
        settings.add(route + "predicates[0]=Path=" + path);
        settings.add(route + "metadata.access=" + access);
        settings.add(route + "metadata.service=" + id);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package fr.ecluse.gateway.demo;

import java.net.URI;
import java.util.List;

/**
 * The gateway, as the one client of the demo's identity provider.
 *
 * @param publicUrls how visitors reach the gateway, at least one, without a slash at the end
 */
record DemoClient(String id, String secret, List<URI> publicUrls) {

    private static final String CALLBACK = "/.ecluse/callback/oidc";

    DemoClient {
        publicUrls = List.copyOf(publicUrls);
    }

    /** Whether a code may be sent there. */
    boolean mayReceiveCodes(String uri) {
        return publicUrls.stream().anyMatch(url -> uri.equals(url + CALLBACK));
    }

    /** Whether a browser may be sent there after a logout. */
    boolean isOfThePortal(String uri) {
        return publicUrls.stream().anyMatch(url -> uri.equals(url.toString()) || uri.startsWith(url + "/"));
    }
}

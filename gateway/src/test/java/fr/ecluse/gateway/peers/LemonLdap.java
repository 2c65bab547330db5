package fr.ecluse.gateway.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * LemonLDAP::NG as Debian packages it, in the role of a portal's CAS server: its demonstration people dwho (a pupil), msmith (a
 * parent) and rtyler (a teacher), whose passwords are their names, with profiles as SDET portals write them.
 */
final class LemonLdap extends Peer {

    private static final Path STARMAN = Path.of("/usr/bin/starman");
    private static final Path PORTAL = Path.of("/usr/share/lemonldap-ng/portal/htdocs/index.psgi");

    LemonLdap() {
        super("lemonldap");
    }

    /** As in the setting {@code ecluse.identity.cas.url}. */
    String casUrl() {
        return "http://127.0.0.1:" + port() + "/cas";
    }

    @Override
    ProcessBuilder prepare() throws IOException {
        needs(STARMAN, "src/peers/install installs it");
        needs(PORTAL, "src/peers/install installs it");
        for (String folder : new String[] {"conf", "cache", "sessions/lock", "psessions/lock"}) {
            Files.createDirectories(home().resolve(folder));
        }
        Path ini = Files.writeString(home().resolve("lemonldap-ng.ini"), resource("lemonldap-ng.ini"));
        Files.writeString(home().resolve("conf/lmConf-1.json"), resource("lmConf-1.json"));
        ProcessBuilder start = new ProcessBuilder(
                        STARMAN.toString(), "--listen", "127.0.0.1:" + port(), "--workers", "2", PORTAL.toString())
                .directory(home().toFile());
        start.environment()
                .putAll(Map.of(
                        "LLNG_DEFAULTCONFFILE",
                        ini.toString(),
                        "LLNG_DEFAULTLOGGER",
                        "Lemonldap::NG::Common::Logger::Std"));
        return start;
    }

    @Override
    URI ready() {
        return URI.create(casUrl() + "/login");
    }

    @Override
    Duration patience() {
        return Duration.ofSeconds(60);
    }
}

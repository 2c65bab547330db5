package fr.ecluse.gateway.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A key and a certificate of it for loopback, made by the JDK's own tool and written as two PEM files. */
public final class TrialCertificate {

    private static final String PASSWORD = "changeit";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path certificateFile;
    private final Path keyFile;

    /** Writes into that folder. */
    public TrialCertificate(Path folder) {
        this.certificateFile = folder.resolve("tls.crt");
        this.keyFile = folder.resolve("tls.key");
    }

    public Path certificateFile() {
        return certificateFile;
    }

    public Path keyFile() {
        return keyFile;
    }

    /** A new pair in the place of the one before; gives its serial number. */
    public BigInteger renew(int days) {
        try {
            Path store = Files.createTempDirectory("certificate").resolve("store.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "trial",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost,ip:127.0.0.1",
                            "-validity",
                            Integer.toString(days),
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes());
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError(said);
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            X509Certificate certificate = (X509Certificate) keys.getCertificate("trial");
            write(
                    keyFile,
                    "PRIVATE KEY",
                    keys.getKey("trial", PASSWORD.toCharArray()).getEncoded());
            write(certificateFile, "CERTIFICATE", certificate.getEncoded());
            return certificate.getSerialNumber();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(Path file, String what, byte[] bytes) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + what + "-----\n");
    }
}

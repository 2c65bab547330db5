package fr.ecluse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The identity provider of the load: one RSA key of 2048 bits, its JWKS (RFC 7517) on loopback, and a signed RS256 token
 * (RFC 7519) for each of N people, nine pupils for one teacher. Close it to stop serving.
 *
 * <p>As a program it writes into a directory {@code tokens.txt} (one a line), {@code tokens.lua} (a table for wrk) and,
 * last of all so that its presence means ready, {@code issuer}. Then it serves until it is stopped.
 */
public final class Tokens implements AutoCloseable {

    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final String KEY_ID = "bench";
    private static final int ONE_TEACHER_IN = 10;

    private final HttpServer server;
    private final String issuer;
    private final PrivateKey key;
    private final Instant now = Instant.now();
    private final List<String> all;

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        if (args.length != 2) {
            System.err.println("usage: Tokens PEOPLE DIRECTORY");
            System.exit(2);
        }
        Tokens tokens = new Tokens(Integer.parseInt(args[0]));
        Path directory = Path.of(args[1]);
        Files.write(directory.resolve("tokens.txt"), tokens.all(), UTF_8);
        Files.writeString(
                directory.resolve("tokens.lua"),
                tokens.all().stream().collect(Collectors.joining("\",\n  \"", "return {\n  \"", "\"\n}\n")),
                UTF_8);
        Path ready = Files.writeString(directory.resolve("issuer.new"), tokens.issuer() + "\n", UTF_8);
        Files.move(ready, directory.resolve("issuer"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Serves the keys on a free port of the loopback from now on, and signs the tokens: about a millisecond each. */
    public Tokens(int people) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        byte[] keys = jwks((RSAPublicKey) pair.getPublic()).getBytes(UTF_8);
        this.key = pair.getPrivate();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks.json", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/jwk-set+json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        this.issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        this.all = IntStream.range(0, people).mapToObj(this::ofPerson).toList();
    }

    /** The {@code iss} of every token. */
    public String issuer() {
        return issuer;
    }

    public URI jwksUri() {
        return URI.create(issuer + "/jwks.json");
    }

    /** One a person, audience {@code ent}, good for twelve hours. */
    public List<String> all() {
        return all;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static String jwks(RSAPublicKey key) {
        return """
                {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"%s","n":"%s","e":"%s"}]}""".formatted(KEY_ID, unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
    }

    private String ofPerson(int number) {
        String profile = number % ONE_TEACHER_IN == 0 ? "National_ENS" : "National_ELV";
        String header = """
                {"alg":"RS256","typ":"JWT","kid":"%s"}""".formatted(KEY_ID);
        String claims = """
                {"iss":"%s","sub":"person-%06d","aud":"ent","iat":%d,"nbf":%d,"exp":%d,"ENTPersonProfils":"%s"}""".formatted(
                        issuer,
                        number,
                        now.getEpochSecond(),
                        now.getEpochSecond(),
                        now.plus(LIFETIME).getEpochSecond(),
                        profile);
        String signed = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
        return signed + "." + base64(sign(signed));
    }

    private byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA256withRSA", e);
        }
    }

    /** Base64urlUInt (RFC 7518 §2): big-endian, without the zero byte that Java puts before a set sign bit. */
    private static String unsigned(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        return base64(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

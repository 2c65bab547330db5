package fr.ecluse.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import fr.ecluse.gateway.keys.Keyring;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/**
 * The P-256 key pair that a secret of the keyring gives: the same on every node, so that each can verify what another
 * signed, without anything to store or to exchange.
 *
 * <p>The private key is 512 derived bits, modulo the order less one, plus one (FIPS 186-5, A.2.1 with more extra bits than it
 * asks for). The public key is that multiple of the generator, by the textbook: Java has no call for it. It is computed
 * once, at the start, where nobody can time it.
 */
final class AssertionKey {

    private static final ECParameterSpec P256 = Curve.P_256.toECParameterSpec();
    private static final BigInteger PRIME = ((ECFieldFp) P256.getCurve().getField()).getP();
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private AssertionKey() {}

    static ECKey of(Keyring.Key key) {
        byte[] high = Keyring.derive(key, "assertion-high");
        byte[] low = Keyring.derive(key, "assertion-low");
        BigInteger wide = new BigInteger(
                1,
                ByteBuffer.allocate(high.length + low.length).put(high).put(low).array());
        BigInteger scalar = wide.mod(P256.getOrder().subtract(BigInteger.ONE)).add(BigInteger.ONE);
        ECPoint point = multiply(P256.getGenerator(), scalar);
        int bits = P256.getCurve().getField().getFieldSize();
        try {
            return new ECKey.Builder(
                            Curve.P_256,
                            ECKey.encodeCoordinate(bits, point.getAffineX()),
                            ECKey.encodeCoordinate(bits, point.getAffineY()))
                    .d(ECKey.encodeCoordinate(bits, scalar))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint() // RFC 7638: another secret, another name, whatever its own is
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Double and add, from the highest bit; the scalar is between 1 and the order less one. */
    private static ECPoint multiply(ECPoint point, BigInteger scalar) {
        ECPoint product = point;
        for (int bit = scalar.bitLength() - 2; bit >= 0; bit--) {
            product = doubled(product);
            if (scalar.testBit(bit)) {
                product = sum(product, point);
            }
        }
        return product;
    }

    private static ECPoint doubled(ECPoint p) {
        BigInteger x = p.getAffineX();
        BigInteger rise = THREE.multiply(x).multiply(x).add(P256.getCurve().getA());
        return third(p, p, rise.multiply(p.getAffineY().shiftLeft(1).modInverse(PRIME)));
    }

    /** Of two points with different x, which the partial products of a scalar below the order always are. */
    private static ECPoint sum(ECPoint p, ECPoint q) {
        BigInteger run = q.getAffineX().subtract(p.getAffineX());
        return third(p, q, q.getAffineY().subtract(p.getAffineY()).multiply(run.modInverse(PRIME)));
    }

    /** Where the line of this slope through both meets the curve again, mirrored. */
    private static ECPoint third(ECPoint p, ECPoint q, BigInteger slope) {
        BigInteger x = slope.multiply(slope)
                .subtract(p.getAffineX())
                .subtract(q.getAffineX())
                .mod(PRIME);
        BigInteger y = slope.multiply(p.getAffineX().subtract(x))
                .subtract(p.getAffineY())
                .mod(PRIME);
        return new ECPoint(x, y);
    }
}

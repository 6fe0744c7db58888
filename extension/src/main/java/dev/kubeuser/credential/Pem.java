package dev.kubeuser.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collection;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** Reads and writes PEM (RFC 7468). Its errors name what was to be read, never the text itself. */
public final class Pem {

    private Pem() {}

    /**
     * Writes certificates one after the other.
     *
     * @param certificates which
     * @return their PEM
     */
    public static String write(Collection<X509Certificate> certificates) {
        return certificates.stream().map(Pem::write).collect(Collectors.joining());
    }

    static String write(X509Certificate certificate) {
        try {
            return write("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read has an encoding", impossible);
        }
    }

    static String write(String label, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, der));
        } catch (IOException impossible) {
            throw new IllegalStateException("a StringWriter takes everything", impossible);
        }
        return text.toString();
    }

    static X509Certificate readCertificate(byte[] pem) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    static X509Certificate readCertificate(String pem) throws CertificateException {
        return readCertificate(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads PKCS#8, and PKCS#1 and SEC1 as other tools write them. The kind of key, which SEC1 may leave out, is that of
     * the public key it belongs to.
     */
    static PrivateKey readPrivateKey(String pem, PublicKey belonging) throws IOException, GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            PrivateKeyInfo found = info(parser.readObject());
            AlgorithmIdentifier kind =
                    SubjectPublicKeyInfo.getInstance(belonging.getEncoded()).getAlgorithm();
            byte[] pkcs8 = new PrivateKeyInfo(kind, found.parsePrivateKey()).getEncoded();
            return KeyFactory.getInstance(belonging.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        }
    }

    /** Reads PKCS#8 alone, for keys whose kind is known otherwise. */
    static PKCS8EncodedKeySpec readPkcs8(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            return new PKCS8EncodedKeySpec(info(parser.readObject()).getEncoded());
        }
    }

    private static PrivateKeyInfo info(@Nullable Object found) throws IOException {
        if (found instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        }
        if (found instanceof PrivateKeyInfo info) {
            return info;
        }
        throw new IOException("there is no unencrypted private key in it");
    }
}

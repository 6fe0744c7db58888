// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collection;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/** Reads and writes PEM (RFC 7468). Errors never contain the text. */
public final class Pem {

    private Pem() {}

    /**
     * {@return certificates as PEM, one after the other}
     *
     * @param certificates the certificates
     */
    public static String write(Collection<X509Certificate> certificates) {
        return certificates.stream().map(Pem::write).collect(Collectors.joining());
    }

    /**
     * {@return a certificate as PEM}
     *
     * @param certificate the certificate
     */
    public static String write(X509Certificate certificate) {
        try {
            return write("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read has an encoding", impossible);
        }
    }

    /**
     * {@return any DER as PEM}
     *
     * @param label the text after BEGIN and END
     * @param der the content
     */
    public static String write(String label, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, der));
        } catch (IOException impossible) {
            throw new IllegalStateException("a StringWriter takes everything", impossible);
        }
        return text.toString();
    }

    /**
     * {@return a private key in the form that the most clients of Kubernetes read: SEC1 for elliptic curves, which name
     * their algorithm in the label and their curve and public key inside, and PKCS#8 for all others}
     *
     * @param keys the private key and its public key
     */
    public static String writePrivateKey(KeyPair keys) {
        PrivateKeyInfo pkcs8 = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
        AlgorithmIdentifier kind = pkcs8.getPrivateKeyAlgorithm();
        if (!kind.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return write("PRIVATE KEY", keys.getPrivate().getEncoded());
        }
        try {
            BigInteger secret =
                    ECPrivateKey.getInstance(pkcs8.parsePrivateKey()).getKey();
            int bits = ((ECKey) keys.getPublic()).getParams().getOrder().bitLength();
            ASN1BitString point = SubjectPublicKeyInfo.getInstance(
                            keys.getPublic().getEncoded())
                    .getPublicKeyData();
            return write("EC PRIVATE KEY", new ECPrivateKey(bits, secret, point, kind.getParameters()).getEncoded());
        } catch (IOException impossible) {
            throw new IllegalStateException("a key that was generated or read has an encoding", impossible);
        }
    }

    /**
     * {@return the first certificate}
     *
     * @param pem one or more certificates
     * @throws CertificateException if there is none
     */
    public static X509Certificate readCertificate(byte[] pem) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    /**
     * {@return the first certificate}
     *
     * @param pem one or more certificates
     * @throws CertificateException if there is none
     */
    public static X509Certificate readCertificate(String pem) throws CertificateException {
        return readCertificate(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads a private key: PKCS#8, or PKCS#1 or SEC1 as other tools write them. SEC1 may leave out the algorithm, so it
     * is taken from the public key.
     *
     * @param pem the key, not encrypted
     * @param belonging its public key
     * @return the key
     * @throws IOException if there is no unencrypted private key
     * @throws GeneralSecurityException if the key is malformed
     */
    public static PrivateKey readPrivateKey(String pem, PublicKey belonging)
            throws IOException, GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            PrivateKeyInfo found = info(parser.readObject());
            AlgorithmIdentifier kind =
                    SubjectPublicKeyInfo.getInstance(belonging.getEncoded()).getAlgorithm();
            byte[] pkcs8 = new PrivateKeyInfo(kind, found.parsePrivateKey()).getEncoded();
            return KeyFactory.getInstance(belonging.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        }
    }

    /**
     * Reads a private key whose algorithm the caller knows.
     *
     * @param pem the key, not encrypted
     * @return the key as PKCS#8
     * @throws IOException if there is no unencrypted private key
     */
    public static PKCS8EncodedKeySpec readPkcs8(String pem) throws IOException {
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

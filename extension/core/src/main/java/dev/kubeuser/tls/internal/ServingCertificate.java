package dev.kubeuser.tls.internal;

import dev.kubeuser.base.internal.PrivateFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate for a server of this process, signed by an authority whose key is thrown away.
 *
 * @param authority the authority
 * @param certificate the certificate
 * @param key its private key
 */
public record ServingCertificate(X509Certificate authority, X509Certificate certificate, PrivateKey key) {

    public static final String CERTIFICATE = "tls.crt";
    public static final String KEY = "tls.key";

    private static final String AUTHORITY = "ca.crt";
    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final Duration BACKDATING = Duration.ofMinutes(5);
    private static final int SERIAL_BITS = 64;
    private static final X500Principal ISSUER = new X500Principal("CN=kubeuser tests");

    /** Issues a certificate for an address of this machine. */
    public static ServingCertificate issue(InetAddress host) {
        try {
            KeyPair ofAuthority = newKeys();
            JcaX509v3CertificateBuilder authority = builder(ISSUER, ofAuthority.getPublic());
            authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            authority.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            KeyPair own = newKeys();
            JcaX509v3CertificateBuilder serving =
                    builder(new X500Principal("CN=" + host.getHostAddress()), own.getPublic());
            serving.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            serving.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, host.getHostAddress()),
                new GeneralName(GeneralName.dNSName, "localhost")
            }));
            return new ServingCertificate(
                    sign(authority, ofAuthority.getPrivate()),
                    sign(serving, ofAuthority.getPrivate()),
                    own.getPrivate());
        } catch (IOException | OperatorException | GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform signs a certificate by ECDSA", impossible);
        }
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(new ECGenParameterSpec("secp256r1"));
        return pairs.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Principal subject, PublicKey key) {
        Instant begin = Instant.now().minus(BACKDATING);
        return new JcaX509v3CertificateBuilder(
                ISSUER,
                new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
                Date.from(begin),
                Date.from(begin.plus(LIFETIME)),
                subject,
                key);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    /** The authority as PEM, for those who verify the certificate. */
    public String authorityPem() {
        return Pem.write(authority);
    }

    /** Writes certificate, key and authority into a new directory below another, whose name begins with the prefix. */
    public Path write(Path parent, String prefix) throws IOException {
        Path directory = PrivateFiles.createDirectory(parent, prefix);
        PrivateFiles.write(directory.resolve(CERTIFICATE), Pem.write(certificate));
        PrivateFiles.write(directory.resolve(KEY), Pem.write("PRIVATE KEY", key.getEncoded()));
        PrivateFiles.write(directory.resolve(AUTHORITY), authorityPem());
        return directory;
    }

    /** A context for a server with this certificate. */
    public SSLContext sslContext() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] none = new char[0];
            store.setKeyEntry("server", key, none, new Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK takes a key and a certificate", impossible);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "certificate of " + certificate.getSubjectX500Principal();
    }
}

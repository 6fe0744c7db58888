// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import dev.kubeuser.auth.internal.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The subject and the alternative names of a certificate, for {@link CertificateFlow#generate(java.security.KeyPair,
 * CertificateTemplate)} and {@link ForgedCertificate#with(CertificateTemplate)}. Nothing is checked and each text is
 * used unchanged, so a test sees how the API server and the signer handle it.
 *
 * <pre>{@code
 * CertificateTemplate.of(user).withOrganizationalUnits("platform").withAlternativeNames("DNS:ci.example.com")
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @param commonName CN, the user name; if empty, it is left out, as {@code openssl req} does
 * @param organizations each O, the groups
 * @param organizationalUnits each OU, which Kubernetes ignores
 * @param alternativeNames as OpenSSL writes a subjectAltName: {@code DNS:}, {@code IP:}, {@code email:} or {@code URI:}
 *     and a value
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates">X.509
 *     client certificates</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record CertificateTemplate(
        String commonName,
        List<String> organizations,
        List<String> organizationalUnits,
        List<String> alternativeNames) {

    /**
     * Requires that the texts can be written into a certificate.
     *
     * @throws IllegalArgumentException if one cannot
     */
    public CertificateTemplate {
        organizations = List.copyOf(organizations);
        organizationalUnits = List.copyOf(organizationalUnits);
        alternativeNames = List.copyOf(alternativeNames);
        alternativeNames.forEach(CertificateTemplate::alternativeName);
        UserSpec.requireEncodable("CN", commonName);
        organizations.forEach(organization -> UserSpec.requireEncodable("O", organization));
        organizationalUnits.forEach(unit -> UserSpec.requireEncodable("OU", unit));
    }

    /**
     * {@return the template of an ordinary certificate: CN for the name, an O for each group}
     *
     * @param user the holder
     */
    public static CertificateTemplate of(UserSpec user) {
        return new CertificateTemplate(user.name(), List.copyOf(user.groups()), List.of(), List.of());
    }

    /**
     * {@return a copy with another CN}
     *
     * @param other the user name; empty for none
     */
    public CertificateTemplate withCommonName(String other) {
        return new CertificateTemplate(other, organizations, organizationalUnits, alternativeNames);
    }

    /**
     * {@return a copy with other O}
     *
     * @param others the groups
     */
    public CertificateTemplate withOrganizations(String... others) {
        return new CertificateTemplate(commonName, List.of(others), organizationalUnits, alternativeNames);
    }

    /**
     * {@return a copy with other OU}
     *
     * @param others the units
     */
    public CertificateTemplate withOrganizationalUnits(String... others) {
        return new CertificateTemplate(commonName, organizations, List.of(others), alternativeNames);
    }

    /**
     * {@return a copy with other alternative names}
     *
     * @param others for example {@code DNS:ci.example.com} or {@code URI:spiffe://example.com/ci}
     * @throws IllegalArgumentException if one has another form
     */
    public CertificateTemplate withAlternativeNames(String... others) {
        return new CertificateTemplate(commonName, organizations, organizationalUnits, List.of(others));
    }

    /**
     * Orders it as {@code openssl req -new} does. Puts each text into the DER unchanged: BouncyCastle would parse a
     * string.
     */
    X500Name subject() {
        X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
        organizations.forEach(organization -> add(subject, BCStyle.O, organization));
        organizationalUnits.forEach(unit -> add(subject, BCStyle.OU, unit));
        if (!commonName.isEmpty()) {
            add(subject, BCStyle.CN, commonName);
        }
        return subject.build();
    }

    private static void add(X500NameBuilder subject, ASN1ObjectIdentifier type, String text) {
        subject.addRDN(type, new DERUTF8String(text));
    }

    /**
     * A request for the certificate (RFC 2986) in PEM, as {@code openssl req -new} writes it. Made of BouncyCastle's
     * ASN.1 types and signed by the JDK: BouncyCastle's builders are in two more signed jars, which the JVM verifies
     * before a test begins.
     *
     * @param subject that of the template, encoded while the keys were generated
     */
    String request(X500Name subject, KeyAlgorithm algorithm, KeyPair keys) {
        try {
            CertificationRequestInfo info = new CertificationRequestInfo(
                    subject, SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()), attributes());
            Signature signature = Signature.getInstance(algorithm.signature());
            signature.initSign(keys.getPrivate());
            signature.update(info.getEncoded(ASN1Encoding.DER));
            CertificationRequest signed =
                    new CertificationRequest(info, signatureAlgorithm(algorithm), new DERBitString(signature.sign()));
            return Pem.write("CERTIFICATE REQUEST", signed.getEncoded(ASN1Encoding.DER));
        } catch (GeneralSecurityException | IOException failure) {
            throw new CredentialException("The certificate request for " + this + " could not be signed", failure);
        }
    }

    /**
     * RSA has a parameter, NULL; the others have none.
     *
     * <p>It is not in {@link KeyAlgorithm}, which annotations use. JUnit loads those to find tests; it would load
     * BouncyCastle too, before any cluster starts.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4055#section-5">RFC 4055</a>, <a
     *     href="https://www.rfc-editor.org/rfc/rfc5758#section-3.2">RFC 5758</a>, <a
     *     href="https://www.rfc-editor.org/rfc/rfc8410#section-3">RFC 8410</a>
     */
    private static AlgorithmIdentifier signatureAlgorithm(KeyAlgorithm algorithm) {
        ASN1ObjectIdentifier identifier = new ASN1ObjectIdentifier(algorithm.signatureIdentifier());
        return switch (algorithm) {
            case RSA_2048 -> new AlgorithmIdentifier(identifier, DERNull.INSTANCE);
            case ECDSA_P256, ED25519 -> new AlgorithmIdentifier(identifier);
        };
    }

    private ASN1Set attributes() throws IOException {
        if (alternativeNames.isEmpty()) {
            return new DERSet();
        }
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false, subjectAlternativeNames());
        return new DERSet(
                new Attribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSet(extensions.generate())));
    }

    GeneralNames subjectAlternativeNames() {
        return new GeneralNames(alternativeNames.stream()
                .map(CertificateTemplate::alternativeName)
                .toArray(GeneralName[]::new));
    }

    private static GeneralName alternativeName(String written) {
        String value = written.substring(written.indexOf(':') + 1);
        return switch (written.substring(0, Math.max(0, written.indexOf(':')))) {
            case "DNS" -> new GeneralName(GeneralName.dNSName, value);
            case "IP" -> new GeneralName(GeneralName.iPAddress, value);
            case "email" -> new GeneralName(GeneralName.rfc822Name, value);
            case "URI" -> new GeneralName(GeneralName.uniformResourceIdentifier, value);
            default ->
                throw new IllegalArgumentException("\"" + written + "\" is not an alternative name: write"
                        + " \"DNS:ci.example.com\", \"IP:10.0.0.1\", \"email:ci@example.com\" or"
                        + " \"URI:spiffe://example.com/ci\"");
        };
    }

    /** Whether a certificate names the requested user and groups. */
    boolean isMetBy(ClientCredential credential) {
        return credential.userName().equals(commonName) && credential.groups().equals(Set.copyOf(organizations));
    }
}

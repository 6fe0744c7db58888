package dev.kubeuser.credential;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Reads a distinguished name as Kubernetes does: CN is the user, each O a group, in any order or nesting. Never splits the
 * text form, because groups may contain commas.
 */
final class DistinguishedName {

    private final X500Name name;

    DistinguishedName(X500Principal principal) {
        this.name = X500Name.getInstance(principal.getEncoded());
    }

    /** The last CN, as Go's crypto/x509 picks it; empty without one. */
    String commonName() {
        return values(BCStyle.CN).reduce("", (earlier, later) -> later);
    }

    Set<String> organizations() {
        return values(BCStyle.O).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Stream<String> values(ASN1ObjectIdentifier type) {
        return Arrays.stream(name.getRDNs())
                .flatMap(rdn -> Arrays.stream(rdn.getTypesAndValues()))
                .filter(attribute -> attribute.getType().equals(type))
                .map(DistinguishedName::text);
    }

    private static String text(AttributeTypeAndValue attribute) {
        return attribute.getValue() instanceof ASN1String string
                ? string.getString()
                : attribute.getValue().toString();
    }

    /** The name as {@code openssl x509 -noout -subject} shows it since OpenSSL 3.2: {@code O=developers, CN=alice}. */
    String openssl() {
        return Arrays.stream(name.getRDNs()).map(DistinguishedName::openssl).collect(Collectors.joining(", "));
    }

    private static String openssl(RDN rdn) {
        return Arrays.stream(rdn.getTypesAndValues())
                .map(DistinguishedName::openssl)
                .collect(Collectors.joining(" + "));
    }

    private static String openssl(AttributeTypeAndValue attribute) {
        return BCStyle.INSTANCE.oidToDisplayName(attribute.getType()) + "="
                + IETFUtils.valueToString(attribute.getValue());
    }
}

package dev.kubeuser;

import dev.kubeuser.access.PemFiles;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Settles the way in which a test becomes a declared user: what the declaration leaves open, the setting says. */
final class Becoming {

    private static final Set<Class<?>> OF_CERTIFICATES =
            Set.of(PemFiles.class, X509Certificate.class, CertificateFlow.class);

    private final Via otherwise;

    Becoming(ExtensionContext context) {
        otherwise = new Settings(context).read(Setting.VIA, Via::parse).orElse(Via.CERTIFICATE);
    }

    UserSpec of(Declaration declaration) {
        UserSpec user = declaration.user();
        return user.via() == Via.DEFAULT ? user.by(otherwise) : user;
    }

    /** Reports a place that wants of a user's certificate what an impersonated user does not have. */
    void requirePossible(Declaration declaration, InjectionPoint point) {
        if (of(declaration).via() == Via.IMPERSONATION && OF_CERTIFICATES.contains(point.type())) {
            throw new ExtensionConfigurationException(
                    "A " + point.type().getSimpleName() + " cannot be injected into " + point.place() + ": the user \""
                            + declaration.user().name() + "\" is impersonated and has no certificate");
        }
    }
}

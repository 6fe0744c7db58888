package dev.kubeuser.internal.plan;

import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.internal.settings.Settings;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Settles the way in which a test becomes a declared user: what the declaration leaves open, the setting says. */
public final class Becoming {

    private final Via otherwise;

    public Becoming(ExtensionContext context) {
        otherwise = new Settings(context).read(Setting.VIA, Via::parse).orElse(Via.CERTIFICATE);
    }

    public UserSpec of(UserSpec user) {
        return user.via() == Via.DEFAULT ? user.withVia(otherwise) : user;
    }

    /** Reports a place that wants of a certificate what this subject does not have. */
    public void requirePossible(DeclaredSubject declaration, InjectionPoint point) {
        if (Injectable.needsCertificate(point.type()) && !hasCertificate(declaration.spec())) {
            throw new ExtensionConfigurationException(
                    "A " + point.type().getSimpleName() + " cannot be injected into " + point.place() + ": the "
                            + declaration.subject() + reason(declaration.spec()) + " and has no certificate");
        }
    }

    private boolean hasCertificate(SubjectSpec spec) {
        return spec instanceof UserSpec user && of(user).via() != Via.IMPERSONATION;
    }

    private static String reason(SubjectSpec spec) {
        return spec instanceof UserSpec ? " is impersonated" : " has a token";
    }
}

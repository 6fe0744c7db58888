package dev.kubeuser.plan.internal;

import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.settings.internal.Settings;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * A subject as declared by one annotation.
 *
 * @param spec the declared subject
 * @param isReference whether the annotation has only a name, so that it may refer to a declaration elsewhere
 * @param place the place of the annotation, for messages
 * @param owner the class that it is declared for, or {@code null} for one method
 */
public record DeclaredSubject(
        SubjectSpec spec,
        boolean isReference,
        String place,
        @Nullable Class<?> owner) {

    private static final KubeUser USER = Defaults.class.getAnnotation(KubeUser.class);
    private static final KubeServiceAccount ACCOUNT = Defaults.class.getAnnotation(KubeServiceAccount.class);

    static DeclaredSubject of(KubeUser annotation, String place, @Nullable Class<?> owner) {
        return new DeclaredSubject(
                checked("@KubeUser on " + place, () -> user(annotation)), isReference(annotation), place, owner);
    }

    static DeclaredSubject of(KubeServiceAccount annotation, String place, @Nullable Class<?> owner) {
        return new DeclaredSubject(
                checked("@KubeServiceAccount on " + place, () -> account(annotation)),
                isReference(annotation),
                place,
                owner);
    }

    private static SubjectSpec checked(String annotation, Supplier<SubjectSpec> spec) {
        try {
            return spec.get();
        } catch (IllegalArgumentException malformed) {
            throw new ExtensionConfigurationException(annotation + ": " + malformed.getMessage(), malformed);
        }
    }

    private static UserSpec user(KubeUser annotation) {
        UserSpec alone = new UserSpec(
                annotation.value(), Set.of(), annotation.key(), expiration(annotation.expiration()), annotation.via());
        return alone.withGroups(annotation.groups());
    }

    private static ServiceAccountSpec account(KubeServiceAccount annotation) {
        boolean inOne = !annotation.value().isEmpty();
        if (inOne && !(annotation.namespace() + annotation.name()).isEmpty()) {
            throw new IllegalArgumentException(
                    "give either \"NAMESPACE/NAME\" or namespace = and name =, not both of them");
        }
        ServiceAccountSpec account = inOne
                ? ServiceAccountSpec.parse(annotation.value())
                : ServiceAccountSpec.named(annotation.namespace(), annotation.name());
        return account.withAudiences(annotation.audiences()).withExpiration(expiration(annotation.expiration()));
    }

    private static Duration expiration(String text) {
        try {
            return Settings.parseDuration(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("expiration " + malformed.getMessage(), malformed);
        }
    }

    private static boolean isReference(KubeUser annotation) {
        return annotation.groups().length == 0
                && USER.key() == annotation.key()
                && USER.via() == annotation.via()
                && expiration(USER.expiration()).equals(expiration(annotation.expiration()));
    }

    private static boolean isReference(KubeServiceAccount annotation) {
        return annotation.audiences().length == 0
                && expiration(ACCOUNT.expiration()).equals(expiration(annotation.expiration()));
    }

    /** Returns a copy that becomes the user as the setting says, if the annotation leaves that open. */
    DeclaredSubject settled(Via otherwise) {
        return spec instanceof UserSpec user && user.via() == Via.DEFAULT
                ? new DeclaredSubject(user.withVia(otherwise), isReference, place, owner)
                : this;
    }

    boolean hasCertificate() {
        return spec instanceof UserSpec user && user.via() != Via.IMPERSONATION;
    }

    /** The kind and name that identify a subject across annotations. */
    public String subject() {
        return spec.subject();
    }

    /** Carries the annotations' defaults, so that they are written once. */
    @KubeUser("defaults")
    @KubeServiceAccount("defaults/defaults")
    private static final class Defaults {}
}

package dev.kubeuser.junit.internal;

import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A subject as declared in one place.
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

    /** Returns a copy that becomes the user as the setting says, if the annotation leaves that open. */
    DeclaredSubject settled(Via otherwise) {
        return spec instanceof UserSpec user && user.via() == Via.DEFAULT
                ? new DeclaredSubject(user.withVia(otherwise), isReference, place, owner)
                : this;
    }

    boolean hasCertificate() {
        return spec instanceof UserSpec user && user.via() != Via.IMPERSONATION;
    }

    /** The user name; empty if the API server alone knows it, as of an identity. */
    public Optional<String> userName() {
        if (spec instanceof ServiceAccountSpec account) {
            return Optional.of(account.userName());
        }
        return spec instanceof UserSpec user ? Optional.of(user.name()) : Optional.empty();
    }

    /** The kind and name that identify a subject across annotations. */
    public String subject() {
        return spec.subject();
    }
}

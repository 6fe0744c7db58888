// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.run.internal.SubjectAccess;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A subject as declared in one place.
 *
 * @param spec the declared subject
 * @param isReference whether it is only a name, so that a parameter or field may refer to a declaration elsewhere
 * @param place the place of the annotation, for messages
 * @param owner the class that it is declared for, or {@code null} for one method
 */
record DeclaredSubject(
        SubjectSpec spec,
        boolean isReference,
        String place,
        @Nullable Class<?> owner) {

    /** Settles how a test becomes a user, if the declaration leaves that to the setting. */
    static DeclaredSubject of(SubjectSpec declared, Via otherwise, String place, @Nullable Class<?> owner) {
        boolean isOpen = declared instanceof UserSpec user && user.via() == Via.DEFAULT;
        SubjectSpec spec = isOpen ? ((UserSpec) declared).withVia(otherwise) : declared;
        return new DeclaredSubject(spec, isName(declared), place, owner);
    }

    private static boolean isName(SubjectSpec declared) {
        if (declared instanceof UserSpec user) {
            return user.via() == Via.DEFAULT && user.equals(UserSpec.named(user.name()));
        }
        if (declared instanceof ServiceAccountSpec account) {
            return account.equals(ServiceAccountSpec.named(account.namespace(), account.name()));
        }
        return declared.equals(IdentitySpec.named(((IdentitySpec) declared).name()));
    }

    boolean hasCertificate() {
        return spec instanceof UserSpec user && user.via() != Via.IMPERSONATION;
    }

    /** The user name; empty if the API server alone knows it, as of an identity. */
    Optional<String> userName() {
        return SubjectAccess.userName(spec);
    }

    /** The kind and name that identify a subject across annotations. */
    String subject() {
        return spec.subject();
    }
}

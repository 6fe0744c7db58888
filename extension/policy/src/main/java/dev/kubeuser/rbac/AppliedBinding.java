// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.request.RequestSet;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A binding with a user among its subjects.
 *
 * @param binding the binding
 * @param subjects its subjects that name the user; the first is the one that the API server reports
 * @param role the role that it grants, or {@code null} if the role does not exist
 */
@API(status = API.Status.INTERNAL)
public record AppliedBinding(
        RbacBinding binding,
        List<Subject> subjects,
        @Nullable RbacRole role) {

    /** Copies the list. */
    public AppliedBinding {
        subjects = List.copyOf(subjects);
    }

    /** {@return whether its role does not exist, so that it grants nothing} */
    public boolean isDangling() {
        return role == null;
    }

    /** {@return the requests that it allows its subjects; none if it is dangling} */
    @API(status = API.Status.INTERNAL)
    public RequestSet requests() {
        if (role == null) {
            return RequestSet.none();
        }
        return binding.id().isClusterWide()
                ? role.requests()
                : role.requests().in(binding.id().namespace());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A place in the policy under test, whatever namespaces it was applied to: an object, one of its rules, or a permission
 * of a rule or subject of a binding. The indexes are needed because a JSON file may have several on one line.
 *
 * @param file the file
 * @param rendering what rendered it; {@code null} for a file as written
 * @param object the index of the object in the file
 * @param rule the index of the rule in the object; -1 for all of the object
 * @param part the index of the permission in the rule, or of the subject in the binding; -1 for all of it
 */
public record PolicyPlace(String file, @Nullable String rendering, int object, int rule, int part) {

    private static final int ALL = -1;

    /** Returns the place of an object. */
    public static PolicyPlace of(Origin origin) {
        return of(origin, OptionalInt.empty());
    }

    /** Returns the place of a rule, or of its object. */
    public static PolicyPlace of(Origin origin, OptionalInt rule) {
        return new PolicyPlace(origin.file(), origin.rendering(), origin.object(), rule.orElse(ALL), ALL);
    }

    /** Returns the place of a rule under test. */
    public static PolicyPlace of(RbacRule rule) {
        return of(
                Objects.requireNonNull(rule.origin()), OptionalInt.of(rule.id().index()));
    }

    /** Returns the place of a binding under test. */
    public static PolicyPlace of(RbacBinding binding) {
        return of(Objects.requireNonNull(binding.origin()));
    }

    /** Returns the place of a permission of this rule, or of a subject of this binding. */
    public PolicyPlace part(int index) {
        return new PolicyPlace(file, rendering, object, rule, index);
    }

    /** Returns the place of the object. */
    public PolicyPlace ofObject() {
        return new PolicyPlace(file, rendering, object, ALL, ALL);
    }
}

package dev.kubeuser.lint.internal;

import dev.kubeuser.rbac.Origin;
import java.util.OptionalInt;

/**
 * A part of a policy that Kubernetes accepts but that has no effect, so that it is in no figure.
 *
 * @param kind why it has none
 * @param part the rule, role or binding
 * @param rule the index of the rule; empty for a role or binding
 * @param origin where it is written
 * @param problem what is wrong with it, and what to do
 */
public record PolicyFinding(Kind kind, String part, OptionalInt rule, Origin origin, String problem) {

    /** Why a part of a policy has no effect. */
    public enum Kind {
        /** It names a verb, resource, API group or role that the cluster does not have. */
        UNKNOWN,
        /** No binding grants the role. */
        NOT_GRANTED,
        /** The API server never asks for the verb on the resource. */
        NEVER_ASKED
    }
}

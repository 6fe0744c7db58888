// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis;

import org.apiguardian.api.API;

/** The kinds of mutants. {@code can} kills those that remove access, {@code cannot} those that add it. */
@API(status = API.Status.INTERNAL)
public enum MutationOperator {
    /** A rule lacks a verb. */
    DROP_VERB,
    /** A rule lacks a resource. */
    DROP_RESOURCE,
    /** A rule lacks an API group. */
    DROP_API_GROUP,
    /** A rule for some objects lacks one object. */
    DROP_RESOURCE_NAME,
    /** A rule lacks a URL. */
    DROP_NON_RESOURCE_URL,
    /** A role lacks a rule. */
    DROP_RULE,
    /** A binding lacks a subject. */
    DROP_SUBJECT,
    /** A binding is missing. */
    DROP_BINDING,
    /** A rule applies to all verbs. */
    WIDEN_VERBS,
    /** A rule applies to all resources of its API groups. */
    WIDEN_RESOURCES,
    /** A rule for some objects applies to all objects of the resource. */
    DROP_RESOURCE_NAMES,
    /** A RoleBinding is a ClusterRoleBinding, so it applies in all namespaces. */
    MAKE_CLUSTER_WIDE,
    /** A RoleBinding, with its Role, is in another namespace. */
    MOVE_NAMESPACE,
    /** A binding applies to all authenticated users. */
    ADD_AUTHENTICATED,
    /** A binding grants a stronger role. */
    STRONGER_ROLE,
    /** An admission policy lacks a validation. */
    DROP_VALIDATION,
    /** A validation of an admission policy is negated. */
    NEGATE_VALIDATION,
    /** A variable of an admission policy has the opposite value. */
    NEGATE_VARIABLE,
    /** A MutatingAdmissionPolicy lacks a mutation. */
    DROP_MUTATION,
    /** An admission policy lacks a condition, so it is about more requests. */
    DROP_MATCH_CONDITION,
    /** An admission policy is about fewer operations or resources. */
    NARROW_MATCH,
    /** An admission policy that cannot be evaluated denies, or no longer does. */
    FLIP_FAILURE_POLICY,
    /** An admission policy is not bound. */
    DROP_ADMISSION_BINDING,
    /** The binding of an admission policy selects all objects and namespaces. */
    WIDEN_ADMISSION_BINDING,
    /** An admission policy warns instead of denying. */
    WARN_ONLY,
    /** An admission policy no longer warns. */
    DROP_WARNING,
    /** An admission policy whose parameters are missing denies, or no longer does. */
    FLIP_PARAMETER_NOT_FOUND,
    /** A parameter of an admission policy has another limit, a switch the other way, or a shorter list. */
    CHANGE_PARAMETER,
    /** Pods in a namespace may do more. */
    LOWER_POD_SECURITY,
    /** Pods in a namespace are held to the newest version of a level. */
    UNPIN_POD_SECURITY
}

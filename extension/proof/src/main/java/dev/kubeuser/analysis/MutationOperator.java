// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis;

import org.apiguardian.api.API;

/** The kinds of mutants. {@code can} kills those that remove access, {@code cannot} those that add it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
    /** A policy of admission lacks a validation. */
    DROP_VALIDATION,
    /** A validation of a policy of admission says the opposite. */
    NEGATE_VALIDATION,
    /** A variable of a policy of admission has the opposite value. */
    NEGATE_VARIABLE,
    /** A MutatingAdmissionPolicy lacks a mutation. */
    DROP_MUTATION,
    /** A policy of admission lacks a condition, so it is about more requests. */
    DROP_MATCH_CONDITION,
    /** A policy of admission is about fewer operations or resources. */
    NARROW_MATCH,
    /** A policy of admission that cannot be evaluated denies, or no longer does. */
    FLIP_FAILURE_POLICY,
    /** A policy of admission is not bound. */
    DROP_ADMISSION_BINDING,
    /** The binding of a policy of admission selects all objects and namespaces. */
    WIDEN_ADMISSION_BINDING,
    /** A policy of admission warns instead of denying. */
    WARN_ONLY,
    /** A policy of admission no longer warns. */
    DROP_WARNING,
    /** A policy of admission whose parameters are missing denies, or no longer does. */
    FLIP_PARAMETER_NOT_FOUND,
    /** A parameter of a policy of admission has another limit, a switch the other way, or a shorter list. */
    CHANGE_PARAMETER,
    /** Pods in a namespace may do more. */
    LOWER_POD_SECURITY,
    /** Pods in a namespace are held to the newest version of a level. */
    UNPIN_POD_SECURITY
}

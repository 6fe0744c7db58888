// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Finds subjects of bindings that nobody can be, as Kubernetes names users and groups itself. */
final class ImpossibleSubject {

    private static final String ACCOUNT = "system:serviceaccount:";
    private static final String ACCOUNTS = "system:serviceaccounts";

    private static final List<String> GROUPS = List.of(
            "system:authenticated",
            "system:unauthenticated",
            "system:masters",
            "system:nodes",
            "system:bootstrappers",
            "system:monitoring",
            ACCOUNTS);
    private static final List<String> USERS = List.of(
            "system:anonymous",
            "system:apiserver",
            "system:kube-controller-manager",
            "system:kube-scheduler",
            "system:kube-proxy");

    private ImpossibleSubject() {}

    /** {@return the subjects of a policy's bindings that nobody can be, with what may have been meant} */
    static List<PolicyFinding> in(RbacPolicy written) {
        return written.bindings().stream()
                .filter(binding -> binding.origin() != null)
                .flatMap(binding -> binding.subjects().stream()
                        .flatMap(subject -> problem(subject).stream())
                        .map(problem -> finding(binding, problem)))
                .toList();
    }

    private static PolicyFinding finding(RbacBinding binding, String problem) {
        return new PolicyFinding(
                PolicyFinding.Kind.UNKNOWN,
                binding.id().toString(),
                OptionalInt.empty(),
                Objects.requireNonNull(binding.origin()),
                problem);
    }

    private static Optional<String> problem(Subject subject) {
        String name = subject.name();
        if (!name.startsWith("system:") || subject.kind().equals("ServiceAccount")) {
            return Optional.empty();
        }
        boolean isGroup = subject.kind().equals("Group");
        if (name.startsWith(ACCOUNT)) {
            return ofAccount(subject, name.substring(ACCOUNT.length()).split(":", -1), isGroup);
        }
        List<String> own = isGroup ? GROUPS : USERS;
        List<String> others = isGroup ? USERS : GROUPS;
        if (others.contains(name) || (!isGroup && name.startsWith(ACCOUNTS + ":"))) {
            return Optional.of(
                    "Nobody is " + subject + ": write kind: " + (isGroup ? "User" : "Group") + " for " + name);
        }
        return own.contains(name)
                ? Optional.empty()
                : Spelling.nearest(
                                name,
                                Stream.concat(own.stream(), others.stream()).toList())
                        .map(meant -> "Kubernetes makes nobody " + subject + Spelling.question(meant));
    }

    private static Optional<String> ofAccount(Subject subject, String[] parts, boolean isGroup) {
        if (parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()) {
            return isGroup
                    ? Optional.of("Nobody is in " + subject + ": write kind: ServiceAccount, namespace: " + parts[0]
                            + ", name: " + parts[1])
                    : Optional.empty();
        }
        return Optional.of("Nobody is " + subject + ": the group of all ServiceAccounts of a namespace is Group "
                + ACCOUNTS + ":NAMESPACE, and one of them is User " + ACCOUNT + "NAMESPACE:NAME");
    }
}

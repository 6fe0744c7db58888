// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import static dev.kubeuser.benchmarks.PolicyText.RBAC;
import static dev.kubeuser.benchmarks.PolicyText.rule;

import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A policy of N parts in which one user, or each of many, may have an escalation path.
 *
 * @param whose whose ways are searched
 * @param size the number of parts for which there is a target
 * @param seconds the target
 * @param isWay whether anybody has a way
 * @param policy over that of the cluster
 * @param users whose ways are searched
 */
record EscalationShape(
        String whose,
        int size,
        double seconds,
        boolean isWay,
        IntFunction<PolicyText> policy,
        IntFunction<List<UserInfo>> users) {

    private static final String USER = "user:user";
    private static final String BINDING = rule("create", RBAC, "clusterrolebindings");

    static final List<EscalationShape> ALL = List.of(
            ofUser("with edit in each of N namespaces", 1_000, 2, false, EscalationShape::edit),
            new EscalationShape(
                    "of each of the five ServiceAccounts in each of N namespaces",
                    1_000,
                    20,
                    false,
                    Company::withAccounts,
                    EscalationShape::everyAccount),
            ofUser("by N roles, each of which lets it bind the next", 1_000, 1, true, EscalationShape::bindChain),
            ofUser("who may bind N named roles", 1_000, 0.2, false, EscalationShape::bindNamed),
            ofUser("with admin in N namespaces of three ServiceAccounts", 1_000, 1, false, EscalationShape::admin),
            ofUsers("each by a Secret and impersonation", 2_000, 3, true, EscalationShape::twoSteps),
            ofUsers("who may exec, every second into pods that impersonate", 2_000, 3, true, EscalationShape::entering),
            ofUsers("with * in a namespace of their own", 5_000, 3, false, EscalationShape::allOfItsOwn),
            ofUsers("with admin in a namespace of their own", 5_000, 3, false, EscalationShape::adminOfItsOwn),
            ofUser("by N steps", 2_000, 1, true, EscalationShape::longWay));

    private static EscalationShape ofUser(
            String what, int size, double seconds, boolean isWay, IntFunction<PolicyText> policy) {
        List<UserInfo> user = List.of(UserInfo.user("user"));
        return new EscalationShape("of a user " + what, size, seconds, isWay, policy, parts -> user);
    }

    private static EscalationShape ofUsers(
            String what, int size, double seconds, boolean isWay, IntFunction<PolicyText> policy) {
        return new EscalationShape("of N users " + what, size, seconds, isWay, policy, EscalationShape::everyUser);
    }

    private static List<UserInfo> everyUser(int parts) {
        return IntStream.range(0, parts)
                .mapToObj(part -> UserInfo.user("user-" + part))
                .toList();
    }

    private static List<UserInfo> everyAccount(int namespaces) {
        return IntStream.range(0, namespaces * 5)
                .mapToObj(number -> UserInfo.serviceAccount("team-" + number / 5, "account-" + number % 5))
                .toList();
    }

    private static PolicyText edit(int namespaces) {
        return Company.withAccounts(namespaces)
                .each(namespaces, (policy, number) -> policy.bind("team-" + number + "/edit", "edit", USER));
    }

    private static PolicyText bindChain(int parts) {
        return new PolicyText()
                .bind("first", "role-0", USER)
                .each(parts, (policy, part) -> {
                    String next = part + 1 < parts ? "role-" + (part + 1) : "cluster-admin";
                    policy.role("role-" + part, rule("bind", RBAC, "clusterroles", next));
                })
                .allow("binder", BINDING, USER);
    }

    private static PolicyText bindNamed(int parts) {
        String names =
                IntStream.range(0, parts).mapToObj(part -> "role-" + part).collect(Collectors.joining(","));
        return new PolicyText()
                .role("binder", BINDING, rule("bind", RBAC, "clusterroles", names))
                .bind("binder", "binder", USER)
                .each(parts, (policy, part) -> {
                    policy.role("role-" + part, rule("get", "role-" + part + ".example.com", "widgets"));
                });
    }

    private static PolicyText admin(int parts) {
        return new PolicyText().each(parts, (policy, part) -> {
            String namespace = "team-" + part;
            policy.bind(namespace + "/admin", "admin", USER);
            for (int robot = 0; robot < 3; robot++) {
                policy.bind(namespace + "/view-" + robot, "view", namespace + "/robot-" + robot);
            }
        });
    }

    private static PolicyText twoSteps(int parts) {
        String all = rule("impersonate", "", "users,groups,serviceaccounts");
        return new PolicyText().role("impersonator", all).each(parts, (policy, part) -> {
            policy.allow("team-" + part + "/allowed", rule("get,list", "", "secrets"), USER + "-" + part);
            policy.bind("impersonator-" + part, "impersonator", "team-" + part + "/robot");
        });
    }

    private static PolicyText entering(int parts) {
        String all = rule("impersonate", "", "users,groups");
        return new PolicyText().role("impersonator", all).each(parts, (policy, part) -> {
            String namespace = "team-" + part;
            policy.allow(namespace + "/allowed", rule("create", "", "pods/exec"), USER + "-" + part);
            if (part % 2 == 0) {
                policy.bind("impersonator-" + part, "impersonator", namespace + "/robot");
            } else {
                policy.bind(namespace + "/view", "view", namespace + "/robot");
            }
        });
    }

    private static PolicyText allOfItsOwn(int parts) {
        return new PolicyText().each(parts, (policy, part) -> {
            policy.allow("team-" + part + "/allowed", rule("*", "*", "*"), USER + "-" + part);
        });
    }

    private static PolicyText adminOfItsOwn(int parts) {
        return new PolicyText().each(parts, (policy, part) -> {
            policy.bind("team-" + part + "/admin", "admin", USER + "-" + part);
            policy.bind("team-" + part + "/view", "view", "team-" + part + "/robot");
        });
    }

    private static PolicyText longWay(int parts) {
        return new PolicyText()
                .each(parts, (policy, part) -> {
                    String subject = part == 0 ? USER : "team-" + (part - 1) + "/robot";
                    policy.allow("team-" + part + "/allowed", rule("impersonate", "", "serviceaccounts"), subject);
                })
                .bind("last", "cluster-admin", "team-" + (parts - 1) + "/robot");
    }
}

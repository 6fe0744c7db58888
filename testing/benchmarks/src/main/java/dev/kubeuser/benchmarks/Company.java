// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import static dev.kubeuser.benchmarks.PolicyText.rule;

/** Policies of companies of teams, each of which has a namespace of its own. */
final class Company {

    private static final int PARTS = 200;
    private static final int AGGREGATES = 20;

    private Company() {}

    /** Roles and bindings of most kinds, ten objects for each team. */
    static PolicyText usual(int teams) {
        return new PolicyText().each(teams, (policy, number) -> {
            String team = "team-" + number;
            String group = "group:" + team;
            policy.role(
                            team + "/readers",
                            rule("get,list,watch", "", "pods,services,configmaps"),
                            rule("get,list,watch", "apps", "deployments,replicasets,statefulsets"),
                            rule("get,list,watch", "batch", "jobs,cronjobs"),
                            rule("get,list,watch", "networking.k8s.io", "ingresses,networkpolicies"),
                            rule("get,list,watch", "autoscaling", "horizontalpodautoscalers"))
                    .role(
                            team + "/writers",
                            rule("create,update,patch,delete", "", "pods,services,configmaps"),
                            rule("create,update,patch,delete", "apps", "deployments,statefulsets"),
                            rule("create,delete", "batch", "jobs,cronjobs"),
                            rule("create,update,patch", "networking.k8s.io", "ingresses,networkpolicies"),
                            rule("create,update,delete", "autoscaling", "horizontalpodautoscalers"),
                            rule("get,update", "", "secrets", "db,tls"))
                    .role(
                            team + "/deployers",
                            rule("get,patch,update", "apps", "deployments,deployments/scale"),
                            rule("get,list", "", "pods,pods/log"),
                            rule("create,patch", "", "events"),
                            rule("get,create,delete", "batch", "jobs,jobs/status,cronjobs"),
                            rule("get,list", "policy", "poddisruptionbudgets"),
                            rule("get,update,patch", "", "configmaps", "release,settings"))
                    .bind(team + "/readers", team + "/readers", group, "user:auditor", team + "/web")
                    .bind(team + "/writers", team + "/writers", "user:lead-" + number, group + "-seniors")
                    .bind(team + "/deployers", team + "/deployers", team + "/deployer", "ci/deployer")
                    .bind(team + "/leads", "edit", "user:lead-" + number)
                    .labelledRole(
                            team,
                            number % 5 == 0 ? "rbac.authorization.k8s.io/aggregate-to-view: \"true\"" : "",
                            rule("get,list", "", "nodes,namespaces"),
                            rule("get,list,watch,create", "example.com", "things,things/status"),
                            "{nonResourceURLs: [/metrics, \"/logs/*\"], verbs: [get]}")
                    .bind(team, team, group, team + "/web")
                    .bind(team + "-view", "view", group + "-seniors");
        });
    }

    /** Mostly ClusterRoles, 44 objects for each team: four in forty aggregate nine others each, and are bound. */
    static PolicyText aggregated(int teams) {
        return new PolicyText().each(4 * teams, (policy, aggregate) -> {
            String team = "team-" + aggregate / 4;
            String all = "all-" + aggregate;
            policy.aggregate(all, "part-of: " + all)
                    .bind(team + "/" + all, all, "group:" + team, "user:lead-" + aggregate / 4);
            for (int part = 0; part < 9; part++) {
                policy.labelledRole(
                        "part-" + aggregate + "-" + part,
                        "part-of: " + all,
                        rule("get,list,watch", "", "pods,services"),
                        rule("get,create,delete", "apps", "deployments", "db"),
                        rule("get,list", "batch", "jobs,cronjobs"));
            }
        });
    }

    /** A Role with wildcards, and its binding. */
    static PolicyText wild(int teams) {
        return new PolicyText().each(teams, (policy, number) -> {
            String team = "team-" + number;
            policy.role(
                            team + "/all",
                            rule("*", "*", "*"),
                            rule("*", "", "pods,secrets"),
                            rule("get,list", "*", "deployments,jobs"))
                    .bind(team + "/all", team + "/all", "user:lead-" + number, "group:" + team, team + "/web");
        });
    }

    /**
     * Each namespace has 2 Roles, 3 RoleBindings and 5 ServiceAccounts; besides, there are 200 ClusterRoles, 20 more
     * that aggregate ten of them each, and a ClusterRoleBinding for every tenth namespace.
     */
    static PolicyText withAccounts(int namespaces) {
        return parts().each(namespaces, (policy, number) -> {
            String team = "team-" + number;
            policy.object("Namespace", team);
            policy.each(5, (accounts, index) -> accounts.object("ServiceAccount", team + "/account-" + index));
            for (int index = 0; index < 2; index++) {
                policy.role(
                        team + "/role-" + index,
                        rule("get,list,watch", "", "configmaps,pods"),
                        rule("get,list,patch", "apps", "deployments", "app-" + number));
            }
            for (int index = 0; index < 3; index++) {
                String account = team + "/account-" + index;
                policy.bind(team + "/binding-" + index, team + "/role-" + index, account, "group:" + team);
            }
            if (number % 10 == 0) {
                policy.bind(team, "aggregate-" + number % AGGREGATES, "group:" + team);
            }
        });
    }

    private static PolicyText parts() {
        return new PolicyText()
                .each(PARTS, (policy, number) -> {
                    policy.labelledRole(
                            "part-" + number,
                            "aggregate: to-" + number % AGGREGATES,
                            rule("get,list,watch,update", "group-" + number + ".example.com", "widgets"),
                            rule("get", "", "configmaps", "settings-" + number));
                })
                .each(AGGREGATES, (policy, number) -> {
                    policy.aggregate("aggregate-" + number, "aggregate: to-" + number);
                });
    }

    /** The number of bindings of a namespace {@link #withManyBindings}. */
    static final int BINDINGS = 15;

    /**
     * Each namespace has three Roles and fifteen RoleBindings of four subjects, one of whom is in all of them. Four in
     * fifteen grant {@code edit} or {@code view}, or a ClusterRole that aggregates ten others.
     *
     * @param isChanged whether one Role in 300 has a verb more
     */
    static PolicyText withManyBindings(int namespaces, boolean isChanged) {
        return parts().each(namespaces, (policy, number) -> {
            String team = "team-" + number;
            for (int index = 0; index < 3; index++) {
                boolean isMore = isChanged && index == 0 && number % 100 == 0;
                policy.role(
                        team + "/role-" + index,
                        rule("get,list,watch" + (isMore ? ",update" : ""), "", "configmaps,pods,services"),
                        rule("get,patch", "apps", "deployments", "app-" + number + "-" + index),
                        rule("get,create", "batch", "jobs,cronjobs"));
            }
            for (int index = 0; index < BINDINGS; index++) {
                String role = switch (index) {
                    case 0 -> "edit";
                    case 1, 2 -> "aggregate-" + number % AGGREGATES;
                    case 3 -> "view";
                    default -> team + "/role-" + index % 3;
                };
                policy.bind(
                        team + "/binding-" + index,
                        role,
                        team + "/account-" + index,
                        "group:" + team,
                        "user:auditor",
                        "user:user-" + (number * 7 + index) % 3_000);
            }
        });
    }
}

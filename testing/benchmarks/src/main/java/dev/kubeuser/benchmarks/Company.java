// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import static dev.kubeuser.benchmarks.PolicyText.account;
import static dev.kubeuser.benchmarks.PolicyText.group;
import static dev.kubeuser.benchmarks.PolicyText.rule;
import static dev.kubeuser.benchmarks.PolicyText.user;

/** Policies of companies of teams, each of which has a namespace of its own. */
final class Company {

    private static final int PARTS = 200;
    private static final int AGGREGATES = 20;

    private Company() {}

    /** Roles and bindings of most kinds, ten objects for each team. */
    static PolicyText usual(int teams) {
        return new PolicyText().each(teams, (policy, number) -> {
            String team = "team-" + number;
            policy.role(
                            team,
                            "readers",
                            rule("get,list,watch", "", "pods,services,configmaps"),
                            rule("get,list,watch", "apps", "deployments,replicasets,statefulsets"),
                            rule("get,list,watch", "batch", "jobs,cronjobs"),
                            rule("get,list,watch", "networking.k8s.io", "ingresses,networkpolicies"),
                            rule("get,list,watch", "autoscaling", "horizontalpodautoscalers"))
                    .role(
                            team,
                            "writers",
                            rule("create,update,patch,delete", "", "pods,services,configmaps"),
                            rule("create,update,patch,delete", "apps", "deployments,statefulsets"),
                            rule("create,delete", "batch", "jobs,cronjobs"),
                            rule("create,update,patch", "networking.k8s.io", "ingresses,networkpolicies"),
                            rule("create,update,delete", "autoscaling", "horizontalpodautoscalers"),
                            rule("get,update", "", "secrets", "db,tls"))
                    .role(
                            team,
                            "deployers",
                            rule("get,patch,update", "apps", "deployments,deployments/scale"),
                            rule("get,list", "", "pods,pods/log"),
                            rule("create,patch", "", "events"),
                            rule("get,create,delete", "batch", "jobs,jobs/status,cronjobs"),
                            rule("get,list", "policy", "poddisruptionbudgets"),
                            rule("get,update,patch", "", "configmaps", "release,settings"))
                    .bindRole(team, "readers", "readers", group(team), user("auditor"), account("web"))
                    .bindRole(team, "writers", "writers", user("lead-" + number), group(team + "-seniors"))
                    .bindRole(team, "deployers", "deployers", account("deployer"), account("ci", "deployer"))
                    .bind(team, "leads", "edit", user("lead-" + number))
                    .labelledClusterRole(
                            team,
                            number % 5 == 0 ? "rbac.authorization.k8s.io/aggregate-to-view: \"true\"" : "",
                            rule("get,list", "", "nodes,namespaces"),
                            rule("get,list,watch,create", "example.com", "things,things/status"),
                            "{nonResourceURLs: [/metrics, \"/logs/*\"], verbs: [get]}")
                    .bindEverywhere(team, team, group(team), account(team, "web"))
                    .bindEverywhere(team + "-view", "view", group(team + "-seniors"));
        });
    }

    /** Mostly ClusterRoles, 44 objects for each team: four in forty aggregate nine others each, and are bound. */
    static PolicyText aggregated(int teams) {
        return new PolicyText().each(4 * teams, (policy, aggregate) -> {
            String team = "team-" + aggregate / 4;
            String all = "all-" + aggregate;
            policy.aggregate(all, "part-of: " + all).bind(team, all, all, group(team), user("lead-" + aggregate / 4));
            for (int part = 0; part < 9; part++) {
                policy.labelledClusterRole(
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
                            team,
                            "all",
                            rule("*", "*", "*"),
                            rule("*", "", "pods,secrets"),
                            rule("get,list", "*", "deployments,jobs"))
                    .bindRole(team, "all", "all", user("lead-" + number), group(team), account("web"));
        });
    }

    /**
     * Each namespace has 2 Roles, 3 RoleBindings and 5 ServiceAccounts; besides, there are 200 ClusterRoles, 20 more
     * that aggregate ten of them each, and a ClusterRoleBinding for every tenth namespace.
     */
    static PolicyText withAccounts(int namespaces) {
        return new PolicyText()
                .each(namespaces, (policy, number) -> {
                    String team = "team-" + number;
                    policy.namespace(team)
                            .each(5, (accounts, index) -> accounts.serviceAccount(team, "account-" + index))
                            .each(
                                    2,
                                    (roles, index) -> roles.role(
                                            team,
                                            "role-" + index,
                                            rule("get,list,watch", "", "configmaps,pods"),
                                            rule("get,list,patch", "apps", "deployments", "app-" + number)))
                            .each(
                                    3,
                                    (bindings, index) -> bindings.bindRole(
                                            team,
                                            "binding-" + index,
                                            "role-" + index,
                                            account(team, "account-" + index),
                                            group(team)));
                })
                .each(PARTS, Company::addPart)
                .each(AGGREGATES, Company::addAggregate)
                .each(
                        namespaces / 10,
                        (policy, index) -> policy.bindEverywhere(
                                "team-" + index * 10,
                                "aggregate-" + index * 10 % AGGREGATES,
                                group("team-" + index * 10)));
    }

    private static void addPart(PolicyText policy, int number) {
        policy.labelledClusterRole(
                "part-" + number,
                "aggregate: to-" + number % AGGREGATES,
                rule("get,list,watch,update", "group-" + number + ".example.com", "widgets"),
                rule("get", "", "configmaps", "settings-" + number));
    }

    private static void addAggregate(PolicyText policy, int number) {
        policy.aggregate("aggregate-" + number, "aggregate: to-" + number);
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
        PolicyText parts = new PolicyText().each(PARTS, Company::addPart).each(AGGREGATES, Company::addAggregate);
        return parts.each(namespaces, (policy, number) -> {
            String team = "team-" + number;
            for (int index = 0; index < 3; index++) {
                boolean isMore = isChanged && index == 0 && number % 100 == 0;
                policy.role(
                        team,
                        "role-" + index,
                        rule("get,list,watch" + (isMore ? ",update" : ""), "", "configmaps,pods,services"),
                        rule("get,patch", "apps", "deployments", "app-" + number + "-" + index),
                        rule("get,create", "batch", "jobs,cronjobs"));
            }
            for (int index = 0; index < BINDINGS; index++) {
                String[] subjects = {
                    account(team, "account-" + index),
                    group(team),
                    user("auditor"),
                    user("user-" + (number * 7 + index) % 3_000)
                };
                switch (index) {
                    case 0 -> policy.bind(team, "binding-0", "edit", subjects);
                    case 1, 2 -> policy.bind(team, "binding-" + index, "aggregate-" + number % AGGREGATES, subjects);
                    case 3 -> policy.bind(team, "binding-3", "view", subjects);
                    default -> policy.bindRole(team, "binding-" + index, "role-" + index % 3, subjects);
                }
            }
        });
    }
}

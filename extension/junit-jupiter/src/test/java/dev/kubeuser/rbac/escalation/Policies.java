// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.testkit.Policy;

/** Policies in which each rule is in a role of its own, r1, r2 and so on, and bound. */
final class Policies {

    static final String ALICE = "user alice";

    /** Begins with what there is to be reached. */
    private final Policy policy =
            new Policy().clusterRole("cluster-admin", "* *.*", "{nonResourceURLs: [\"*\"], verbs: [\"*\"]}");

    private int count;

    /** A line such as {@code user bob in dev: get pods, bind roles.RBAC}, or {@code user root: cluster-admin}. */
    Policies add(String line) {
        String[] parts = line.replace("RBAC", "rbac.authorization.k8s.io").split(": ", 2);
        String[] subject = parts[0].split(" in ", -1);
        String[] rules = parts[1].split(", ", -1);
        if (rules[0].equals("cluster-admin")) {
            return clusterAdmin(subject[0]);
        }
        return subject.length == 1 ? clusterWideFor(subject[0], rules) : inFor(subject[0], subject[1], rules);
    }

    /** For alice, in the whole cluster. */
    Policies clusterWide(String... rules) {
        return clusterWideFor(ALICE, rules);
    }

    Policies clusterWideFor(String subject, String... rules) {
        for (String rule : rules) {
            policy.clusterRole("r" + ++count, rule).to(subject);
        }
        return this;
    }

    /** For alice, in one namespace. */
    Policies in(String namespace, String... rules) {
        return inFor(ALICE, namespace, rules);
    }

    Policies inFor(String subject, String namespace, String... rules) {
        for (String rule : rules) {
            policy.role(namespace + "/r" + ++count, rule).to(subject);
        }
        return this;
    }

    /** For alice, in one namespace, by ClusterRoles, which nobody can write who may write there only. */
    Policies asClusterRolesIn(String namespace, String... rules) {
        for (String rule : rules) {
            String name = "r" + ++count;
            policy.clusterRole(name, rule).binding(namespace + "/" + name, "ClusterRole " + name, ALICE);
        }
        return this;
    }

    /** A ClusterRole that takes over the rules of those with a label, and has a subject. */
    Policies aggregate(String name, String label, String subject) {
        policy.aggregate(name, label).to(subject);
        return this;
    }

    /** A ClusterRole with a label that nobody is bound to. */
    Policies labelled(String name, String label) {
        policy.labelled(name, label, "get pods");
        return this;
    }

    Policies clusterAdmin(String subject) {
        policy.clusterBinding("admins", "cluster-admin", subject);
        return this;
    }

    RbacPolicy build() {
        return policy.manifests().rbacPolicy();
    }
}

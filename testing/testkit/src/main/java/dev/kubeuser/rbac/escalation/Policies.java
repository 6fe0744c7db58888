// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.testkit.Policy;

/** Policies in which each rule is in a role of its own, r1, r2 and so on, and bound. */
final class Policies {

    static final String ALICE = "user alice";

    private final Policy policy = new Policy();
    private final String prefix;
    private int count;

    /** Begins with what there is to be reached. */
    Policies() {
        this("r");
        policy.clusterRole("cluster-admin", "* *.*", "{nonResourceURLs: [\"*\"], verbs: [\"*\"]}");
    }

    private Policies(String prefix) {
        this.prefix = prefix;
    }

    /** For a cluster that has its default policy, with names that begin with a prefix. */
    static Policies besideDefaults(String prefix) {
        return new Policies(prefix);
    }

    /**
     * A line such as {@code user bob in dev: get pods, bind roles.RBAC}, or {@code user root: cluster-admin}; a role
     * that nobody has, {@code Role dev/readers: get pods}; or {@code user bob has Role dev/readers}, or {@code has
     * ClusterRole view in dev}.
     */
    Policies add(String line) {
        String[] held = line.split(" has ", 2);
        if (held.length == 2) {
            return bind(held[0], held[1].split(" in ", 2));
        }
        String[] parts = line.replace("RBAC", "rbac.authorization.k8s.io").split(": ", 2);
        String[] role = parts[0].split("Role ", 2);
        if (role.length == 2) {
            String[] written = parts[1].split(", ", -1);
            if (role[0].isEmpty()) {
                policy.role(role[1], written);
            } else {
                policy.clusterRole(role[1], written);
            }
            return this;
        }
        String[] subject = parts[0].split(" in ", -1);
        String[] rules = parts[1].split(", ", -1);
        if (rules[0].equals("cluster-admin")) {
            return clusterAdmin(subject[0]);
        }
        return subject.length == 1 ? clusterWideFor(subject[0], rules) : inFor(subject[0], subject[1], rules);
    }

    private Policies bind(String subject, String... held) {
        String[] role = held[0].split(" ", 2);
        String[] name = role[1].split("/", 2);
        String binding = prefix + ++count;
        if (name.length == 2) {
            policy.binding(name[0] + "/" + binding, "Role " + name[1], subject);
        } else if (held.length == 2) {
            policy.binding(held[1] + "/" + binding, held[0], subject);
        } else {
            policy.clusterBinding(binding, role[1], subject);
        }
        return this;
    }

    /** For alice, in the whole cluster. */
    Policies clusterWide(String... rules) {
        return clusterWideFor(ALICE, rules);
    }

    Policies clusterWideFor(String subject, String... rules) {
        for (String rule : rules) {
            policy.clusterRole(prefix + ++count, rule).to(subject);
        }
        return this;
    }

    /** For alice, in one namespace. */
    Policies in(String namespace, String... rules) {
        return inFor(ALICE, namespace, rules);
    }

    Policies inFor(String subject, String namespace, String... rules) {
        for (String rule : rules) {
            policy.role(namespace + "/" + prefix + ++count, rule).to(subject);
        }
        return this;
    }

    /** For alice, in one namespace, by ClusterRoles, which nobody can write who may write there only. */
    Policies asClusterRolesIn(String namespace, String... rules) {
        for (String rule : rules) {
            String name = prefix + ++count;
            policy.clusterRole(name, rule).binding(namespace + "/" + name, "ClusterRole " + name, ALICE);
        }
        return this;
    }

    Policies clusterAdmin(String subject) {
        policy.clusterBinding("admins", "cluster-admin", subject);
        return this;
    }

    RbacPolicy build() {
        return policy.manifests().rbacPolicy();
    }

    String yaml() {
        return policy.yaml();
    }

    RbacPolicyBuilder besideOthers() {
        return RbacManifest.policy(policy.manifests().objects());
    }
}

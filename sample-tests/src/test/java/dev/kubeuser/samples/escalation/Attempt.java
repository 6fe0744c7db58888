// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.escalation;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.DryRun;
import okhttp3.Request;

/**
 * What somebody tries who wants more rights; nothing of it is done.
 *
 * @param access of whom
 * @param namespace where
 */
record Attempt(KubeAccess access, String namespace) {

    private static final String RBAC = ".rbac.authorization.k8s.io";

    /** A Role with one rule for a resource of the core group. */
    KubeResponse writeRole(String resource, String verb) {
        return DryRun.of(access).send(AccessQuery.create("roles" + RBAC).in(namespace), """
                {"metadata": {"name": "new"},
                 "rules": [{"apiGroups": [""], "resources": ["%s"], "verbs": ["%s"]}]}""".formatted(resource, verb));
    }

    /** A RoleBinding of a ClusterRole to oneself. */
    KubeResponse bind(String clusterRole) {
        return DryRun.of(access).send(AccessQuery.create("rolebindings" + RBAC).in(namespace), """
                {"metadata": {"name": "new"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%s"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%s"}]}""".formatted(
                        clusterRole, access.name()));
    }

    /** A request in the name of somebody else. */
    KubeResponse actAs(String user) {
        return access.send(new Request.Builder()
                .url(access.url("/version"))
                .header("Impersonate-User", user)
                .build());
    }
}

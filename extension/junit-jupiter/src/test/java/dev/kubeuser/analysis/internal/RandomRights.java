// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Policy;
import java.util.List;

/** A random policy in two namespaces: wide enough that much is allowed, and never the same for two subjects. */
record RandomRights(Choice choice) {

    static final List<String> NAMESPACES = List.of("alpha", "beta");

    private static final List<String> IN_NAMESPACES = List.of(
            "get,list,create,update,patch,delete configmaps",
            "* configmaps",
            "create,patch configmaps",
            "create,update configmaps",
            "get,update,patch,create configmaps object-0,object-1",
            "get,list secrets,pods",
            "get pods/log,pods/exec",
            "create pods/exec",
            "get,create,update,patch,delete roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io",
            "create,patch roles.rbac.authorization.k8s.io",
            "create,update roles.rbac.authorization.k8s.io",
            "create,patch,update rolebindings.rbac.authorization.k8s.io",
            "escalate roles.rbac.authorization.k8s.io",
            "escalate,bind roles.rbac.authorization.k8s.io object-0",
            "bind roles.rbac.authorization.k8s.io",
            "bind clusterroles.rbac.authorization.k8s.io view",
            "* *,*.*",
            "impersonate serviceaccounts");

    private static final List<String> CLUSTER_WIDE = List.of(
            "get,create,delete certificatesigningrequests.certificates.k8s.io",
            "update,patch certificatesigningrequests.certificates.k8s.io/approval",
            "update,patch certificatesigningrequests.certificates.k8s.io/status",
            "approve signers.certificates.k8s.io example.com/one",
            "approve,sign signers.certificates.k8s.io example.com/*",
            "sign signers.certificates.k8s.io",
            "impersonate users",
            "impersonate users ivy",
            "impersonate groups",
            "impersonate uids.authentication.k8s.io u-1",
            "impersonate userextras.authentication.k8s.io/scopes",
            "impersonate userextras.authentication.k8s.io/scopes view");

    /** Of each subject a Role in each namespace and a ClusterRole. */
    String manifests(List<String> subjects) {
        Policy policy = new Policy();
        for (int index = 0; index < subjects.size(); index++) {
            for (String namespace : NAMESPACES) {
                policy.role(namespace + "/given-" + index, some(IN_NAMESPACES)).to(subjects.get(index));
            }
            policy.clusterRole("given-" + index, some(CLUSTER_WIDE)).to(subjects.get(index));
        }
        return policy.yaml();
    }

    private String[] some(List<String> rules) {
        return rules.stream()
                .filter(rule -> !choice.oneIn(rule.startsWith("* ") ? 2 : 3))
                .toArray(String[]::new);
    }
}

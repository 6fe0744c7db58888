package dev.kubeuser.benchmarks;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Who asks for what. */
record Inquiry(UserInfo requester, ResourceAttributes request) {

    private static final long SEED = 1;

    private static final List<UserInfo> REQUESTERS = List.of(
            UserInfo.user("alice", "developers"),
            UserInfo.user("system:kube-scheduler"),
            UserInfo.user("system:kube-controller-manager"),
            UserInfo.serviceAccount("kube-system", "generic-garbage-collector"),
            UserInfo.serviceAccount("argocd", "argocd-application-controller"),
            UserInfo.serviceAccount("argocd", "argocd-applicationset-controller"),
            UserInfo.serviceAccount("argocd", "argocd-dex-server"),
            UserInfo.serviceAccount("argocd", "argocd-server"));

    private static final List<ResourceAttributes> RESOURCES = List.of(
            ResourceAttributes.of("get", "", "pods"),
            ResourceAttributes.of("get", "", "secrets").named("argocd-secret"),
            ResourceAttributes.of("list", "", "nodes"),
            ResourceAttributes.of("create", "", "events"),
            ResourceAttributes.of("watch", "apps", "deployments"),
            ResourceAttributes.of("update", "apps", "deployments").subresource("scale"),
            ResourceAttributes.of("patch", "argoproj.io", "applications"),
            ResourceAttributes.of("delete", "rbac.authorization.k8s.io", "clusterroles"));

    /** In an order that no processor foresees. */
    static List<Inquiry> all() {
        List<Inquiry> all = new ArrayList<>();
        for (UserInfo requester : REQUESTERS) {
            for (ResourceAttributes resource : RESOURCES) {
                for (String namespace : List.of("", "argocd", "dev")) {
                    all.add(new Inquiry(requester, resource.in(namespace)));
                }
            }
        }
        Collections.shuffle(all, new Random(SEED));
        return all;
    }
}

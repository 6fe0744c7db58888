package dev.kubeuser.cli;

import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.OfflineDiscovery;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RoleReference;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import java.util.List;
import java.util.Map;

/**
 * A policy in files. Of the roles that Kubernetes itself has, only {@code cluster-admin} is known without a cluster: the
 * others depend on its version and on what it serves.
 *
 * @param policy the policy
 * @param unknown the bindings whose role is not in the files
 * @param resources those of Kubernetes, and those that the files define
 */
record PolicyFiles(RbacPolicy policy, List<RbacBinding> unknown, Discovery resources) {

    private static final RoleReference CLUSTER_ADMIN = RoleReference.clusterRole("cluster-admin");

    /** Reads files, directories, globs, and kustomizations. */
    static PolicyFiles read(List<String> sources, Map<String, String> placeholders) {
        Manifests manifests = Manifests.load(placeholders, sources);
        RbacPolicy written = manifests.rbacPolicy();
        boolean usesClusterAdmin = written.role(CLUSTER_ADMIN).isEmpty()
                && written.bindings().stream().anyMatch(binding -> CLUSTER_ADMIN.equals(binding.roleRef()));
        RbacPolicy policy = usesClusterAdmin ? withClusterAdmin(manifests) : written;
        return new PolicyFiles(
                policy,
                policy.bindings().stream()
                        .filter(binding -> binding.roleRef() == null
                                || policy.role(binding.roleRef()).isEmpty())
                        .toList(),
                OfflineDiscovery.with(manifests));
    }

    private static RbacPolicy withClusterAdmin(Manifests manifests) {
        RbacPolicyBuilder policy = RbacPolicy.builder();
        manifests
                .objects()
                .forEach(object ->
                        RbacManifest.of(object, "default").ifPresent(rbac -> policy.add(rbac, object::origin)));
        return policy.add(new V1ClusterRole()
                        .metadata(new V1ObjectMeta().name(CLUSTER_ADMIN.name()))
                        .addRulesItem(new V1PolicyRule()
                                .addApiGroupsItem("*")
                                .addResourcesItem("*")
                                .addVerbsItem("*"))
                        .addRulesItem(
                                new V1PolicyRule().addNonResourceURLsItem("*").addVerbsItem("*")))
                .build();
    }
}

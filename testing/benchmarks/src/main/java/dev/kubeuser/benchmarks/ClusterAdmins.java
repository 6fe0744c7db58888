package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.Cluster;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.List;

/** Gives everything to somebody, on clusters that go away with a benchmark. */
final class ClusterAdmins {

    private ClusterAdmins() {}

    static void add(Cluster cluster, RbacV1Subject subject) throws ApiException {
        new RbacAuthorizationV1Api(cluster.adminClient())
                .createClusterRoleBinding(new V1ClusterRoleBinding()
                        .metadata(new V1ObjectMeta().name(subject.getName()))
                        .roleRef(new V1RoleRef()
                                .apiGroup("rbac.authorization.k8s.io")
                                .kind("ClusterRole")
                                .name("cluster-admin"))
                        .subjects(List.of(subject)))
                .execute();
    }
}

package dev.kubeuser.review;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.review.AccessQuery.list;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.manifest.EksIdentity;
import dev.kubeuser.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom AWS lets in may do what the bindings of its groups say, and the API server says so. */
@KubeUser("eks-tester")
class EksIdentityAccessTest {

    private static final String POLICY = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: eks-readers}
            rules:
            - {apiGroups: [""], resources: [podtemplates], verbs: [list]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: eks-readers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: eks-readers}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: eks-readers}
            """;

    private static final String AWS_AUTH = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: aws-auth, namespace: kube-system}
            data:
              mapRoles: |
                - rolearn: arn:aws:iam::111122223333:role/readers
                  username: reader:{{SessionName}}
                  groups: [eks-readers]
                - rolearn: arn:aws:iam::111122223333:role/admins
                  username: admin:{{SessionName}}
                  groups: [system:masters]
            """;

    private static final AccessQuery LIST = list("podtemplates").inAllNamespaces();

    @AutoClose
    static AppliedManifests policy;

    @BeforeAll
    static void there_is_a_policy(@KubeAdmin KubeAccess admin) {
        policy = AppliedManifests.apply(Manifests.parse("the policy of EksIdentityAccessTest", POLICY), admin);
    }

    @Test
    void may_do_what_the_bindings_of_its_groups_say(Cluster cluster, @TempDir Path directory) throws IOException {
        List<EksIdentity> identities = EksIdentity.load(
                Files.writeString(directory.resolve("aws-auth.yaml"), AWS_AUTH).toString());
        assertThat(ReviewedSubject.of(cluster, identities.get(0)))
                .can(LIST)
                .grantedBy("ClusterRoleBinding eks-readers")
                .through("Group eks-readers")
                .cannot(AccessQuery.create("podtemplates").in("default"))
                .cannotBecomeClusterAdmin();

        ReviewedSubject admin = ReviewedSubject.of(cluster, identities.get(1));
        assertThat(admin).can(AccessQuery.create("podtemplates").in("default"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(admin).cannotBecomeClusterAdmin())
                .withMessageContaining("admin:{{SessionName}}");
    }
}

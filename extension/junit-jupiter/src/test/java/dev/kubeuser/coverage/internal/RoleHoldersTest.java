package dev.kubeuser.coverage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@RunsOnce
class RoleHoldersTest {

    private static final int NAMESPACES = 100;

    /** As {@code view} is, on a cluster where many add to it. */
    @Test
    void a_role_is_asked_about_once_wherever_it_is_held() {
        Requesters requesters = new Requesters(List.of(UserInfo.user("alice"), UserInfo.user("bob")));
        RoleHolders holders = new RoleHolders(requesters);
        RbacPolicy policy = policy();
        policy.bindings()
                .forEach(binding ->
                        holders.add(binding, policy.role(binding.roleRef()).orElseThrow()));
        List<RbacRole> asked = new ArrayList<>();
        assertThat(holders.holding(role -> {
                    asked.add(role);
                    return role.allows(ResourceAttributes.of("get", "", "pods"));
                }))
                .hasSize(NAMESPACES)
                .containsEntry("dev-7", BitSet.valueOf(new long[] {2}));
        assertThat(asked).extracting(role -> role.id().name()).containsExactlyInAnyOrder("readers", "others");
    }

    private static RbacPolicy policy() {
        StringBuilder policy = new StringBuilder(role("readers", "pods") + role("others", "secrets"));
        IntStream.range(0, NAMESPACES).mapToObj(RoleHoldersTest::bindings).forEach(policy::append);
        return Manifests.parse("policy.yaml", policy.toString()).rbacPolicy();
    }

    private static String role(String name, String resource) {
        return """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: %s}
            rules: [{apiGroups: [""], resources: [%s], verbs: [get]}]
            """.formatted(name, resource);
    }

    private static String bindings(int number) {
        return """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: readers, namespace: dev-%1$d}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: readers}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: bob}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: others, namespace: dev-%1$d}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: others}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}]
            """.formatted(number);
    }
}

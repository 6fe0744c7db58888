package dev.kubeuser.mutants.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A RoleBinding moved to another scope, with a copy of its Role, which would be missing there. */
final class Relocation {

    private static final String COPY = "kubeuser-copy-of-";

    private final V1RoleBinding binding;
    private final @Nullable List<V1PolicyRule> rulesOfRole;

    private Relocation(PolicyObject object, RbacPolicy policy) {
        this.binding = Objects.requireNonNull(object.copyAs(V1RoleBinding.class));
        this.rulesOfRole = boundRole(policy).map(Relocation::rules).orElse(null);
    }

    /** Finds the Role, even if it is not under test: kube-system has some from the start. */
    private Optional<RbacRole> boundRole(RbacPolicy policy) {
        V1RoleRef role = binding.getRoleRef();
        return role.getKind().equals("Role")
                ? policy.role(RoleReference.role(namespace(binding), role.getName()))
                : Optional.empty();
    }

    private static List<V1PolicyRule> rules(RbacRole role) {
        return role.rules().stream()
                .map(rule -> new V1PolicyRule()
                        .verbs(rule.verbs())
                        .apiGroups(rule.apiGroups())
                        .resources(rule.resources())
                        .resourceNames(rule.resourceNames())
                        .nonResourceURLs(rule.nonResourceUrls()))
                .toList();
    }

    static List<KubernetesObject> clusterWide(PolicyObject object, RbacPolicy policy) {
        Relocation relocation = new Relocation(object, policy);
        List<KubernetesObject> written = new ArrayList<>();
        V1RoleRef role = relocation.binding.getRoleRef();
        if (role.getKind().equals("Role")) {
            String name = copyOf(role.getName(), relocation.binding);
            written.add(
                    new V1ClusterRole().metadata(new V1ObjectMeta().name(name)).rules(relocation.rulesOfRole));
            role = new V1RoleRef()
                    .apiGroup(role.getApiGroup())
                    .kind("ClusterRole")
                    .name(name);
        }
        written.add(new V1ClusterRoleBinding()
                .metadata(new V1ObjectMeta()
                        .name(copyOf(relocation.binding.getMetadata().getName(), relocation.binding)))
                .roleRef(role)
                .subjects(relocation.subjects()));
        written.add(relocation.withoutSubjects());
        return written;
    }

    static List<KubernetesObject> moved(PolicyObject object, RbacPolicy policy) {
        Relocation relocation = new Relocation(object, policy);
        V1RoleBinding binding = relocation.binding;
        String namespace = elsewhere(binding);
        List<KubernetesObject> written = new ArrayList<>();
        V1RoleRef role = binding.getRoleRef();
        if (role.getKind().equals("Role")) {
            String name = copyOf(role.getName(), binding);
            written.add(new V1Role()
                    .metadata(new V1ObjectMeta().name(name).namespace(namespace))
                    .rules(relocation.rulesOfRole));
            role = new V1RoleRef().apiGroup(role.getApiGroup()).kind("Role").name(name);
        }
        written.add(new V1RoleBinding()
                .metadata(new V1ObjectMeta()
                        .name(copyOf(binding.getMetadata().getName(), binding))
                        .namespace(namespace))
                .roleRef(role)
                .subjects(relocation.subjects()));
        written.add(relocation.withoutSubjects());
        return written;
    }

    /**
     * Returns a name that contains the namespace, because objects of the same name in other namespaces may be copied
     * too.
     */
    private static String copyOf(String name, V1RoleBinding binding) {
        return COPY + namespace(binding) + "-" + name;
    }

    /** Returns a namespace other than the binding's. */
    static String elsewhere(V1RoleBinding binding) {
        return namespace(binding).equals("default") ? "kube-public" : "default";
    }

    private static String namespace(V1RoleBinding binding) {
        return Objects.requireNonNull(binding.getMetadata().getNamespace());
    }

    /** Returns the subjects. A ServiceAccount without a namespace is in the binding's namespace. */
    private List<RbacV1Subject> subjects() {
        List<RbacV1Subject> subjects = new ArrayList<>();
        if (binding.getSubjects() != null) {
            subjects.addAll(binding.getSubjects());
        }
        subjects.stream()
                .filter(subject -> subject.getKind().equals("ServiceAccount"))
                .forEach(subject -> subject.setNamespace(
                        Subject.of(subject, namespace(binding)).namespace()));
        return subjects;
    }

    private V1RoleBinding withoutSubjects() {
        return new V1RoleBinding().metadata(binding.getMetadata()).roleRef(binding.getRoleRef());
    }
}

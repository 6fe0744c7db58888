package dev.kubeuser.mutants.internal;

import dev.kubeuser.mutants.MutationOperator;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The mutations of a binding. */
final class BindingMutations {

    private static final List<String> WEAKEST_FIRST = List.of("view", "edit", "admin", "cluster-admin");
    /** The first line, with {@code apiVersion}, says nothing about a binding. */
    private static final String NAME = "metadata.name";

    private static final String AUTHENTICATED = "system:authenticated";

    private final PolicyObject target;
    private final List<Mutation> mutations = new ArrayList<>();

    private BindingMutations(PolicyObject target) {
        this.target = target;
    }

    static List<Mutation> of(PolicyObject target) {
        BindingMutations found = new BindingMutations(target);
        if (target.object() instanceof V1RoleBinding binding) {
            found.addAll(binding.getRoleRef(), subjects(binding.getSubjects()));
            found.addOfRoleBinding(binding);
        } else if (target.object() instanceof V1ClusterRoleBinding binding) {
            found.addAll(binding.getRoleRef(), subjects(binding.getSubjects()));
        }
        return found.mutations;
    }

    private static List<RbacV1Subject> subjects(@Nullable List<RbacV1Subject> written) {
        return written == null ? List.of() : written;
    }

    private void addAll(V1RoleRef role, List<RbacV1Subject> subjects) {
        edit(
                MutationOperator.DROP_BINDING,
                NAME,
                "is missing",
                binding -> binding.subjects().clear());
        for (int i = 0; i < subjects.size() && subjects.size() > 1; i++) {
            int index = i;
            RbacV1Subject dropped = subjects.get(index);
            edit(
                    MutationOperator.DROP_SUBJECT,
                    "subjects[" + index + "]",
                    "without the subject " + Subject.of(dropped, ""),
                    binding -> binding.subjects().remove(index));
        }
        if (subjects.stream().noneMatch(BindingMutations::isAuthenticated)) {
            edit(
                    MutationOperator.ADD_AUTHENTICATED,
                    "subjects",
                    "for the Group " + AUTHENTICATED + " too",
                    binding -> binding.subjects().add(authenticated()));
        }
        int rank = role.getKind().equals("ClusterRole") ? WEAKEST_FIRST.indexOf(role.getName()) : -1;
        WEAKEST_FIRST.stream()
                .skip(Math.max(1, rank + 1))
                .forEach(stronger -> edit(
                        MutationOperator.STRONGER_ROLE,
                        "roleRef",
                        "of ClusterRole " + stronger,
                        binding -> binding.roleRef().kind("ClusterRole").name(stronger)));
    }

    private void addOfRoleBinding(V1RoleBinding binding) {
        add(MutationOperator.MAKE_CLUSTER_WIDE, NAME, "is a ClusterRoleBinding", Relocation::clusterWide);
        add(
                MutationOperator.MOVE_NAMESPACE,
                "metadata.namespace",
                "is in the namespace " + Relocation.elsewhere(binding),
                Relocation::moved);
    }

    private static boolean isAuthenticated(RbacV1Subject subject) {
        return subject.getKind().equals("Group") && subject.getName().equals(AUTHENTICATED);
    }

    private static RbacV1Subject authenticated() {
        return new RbacV1Subject()
                .apiGroup("rbac.authorization.k8s.io")
                .kind("Group")
                .name(AUTHENTICATED);
    }

    private void edit(MutationOperator operator, String path, String description, Consumer<Parts> change) {
        add(operator, path, description, (object, policy) -> List.of(changed(object, change)));
    }

    private void add(MutationOperator operator, String path, String description, Mutation.Change change) {
        mutations.add(new Mutation(
                operator, target, OptionalInt.empty(), target.source().nearestOrigin(path), description, change));
    }

    /** The parts that both kinds of binding have. */
    private record Parts(V1RoleRef roleRef, List<RbacV1Subject> subjects) {}

    private static KubernetesObject changed(PolicyObject object, Consumer<Parts> change) {
        V1RoleBinding binding = object.copyAs(V1RoleBinding.class);
        if (binding != null) {
            Parts parts = new Parts(binding.getRoleRef(), new ArrayList<>(subjects(binding.getSubjects())));
            change.accept(parts);
            return binding.subjects(parts.subjects());
        }
        V1ClusterRoleBinding clusterWide = Objects.requireNonNull(object.copyAs(V1ClusterRoleBinding.class));
        Parts parts = new Parts(clusterWide.getRoleRef(), new ArrayList<>(subjects(clusterWide.getSubjects())));
        change.accept(parts);
        return clusterWide.subjects(parts.subjects());
    }
}

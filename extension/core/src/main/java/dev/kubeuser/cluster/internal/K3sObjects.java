package dev.kubeuser.cluster.internal;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What k3s makes for itself, object by object, in the first half minute after it is ready. Whoever lists roles, bindings
 * or resources leaves it out: the answer is then the same at any time, and the same as on other kinds of cluster.
 *
 * <p>Only an object that gives nobody else anything is k3s's own. Whatever has its name but other subjects, another role
 * or an aggregation label is somebody's.
 *
 * @see <a href="https://github.com/k3s-io/k3s/blob/main/manifests/rolebindings.yaml">k3s's roles and bindings</a>
 */
public final class K3sObjects {

    /** The plurals of its custom resources, by their groups. */
    private static final Map<String, Set<String>> RESOURCES = Map.of(
            "k3s.cattle.io", Set.of("addons", "etcdsnapshotfiles"),
            "helm.cattle.io", Set.of("helmcharts", "helmchartconfigs"));

    private static final String ROLE = "system:k3s-controller";

    /** The user and the ClusterRole of each ClusterRoleBinding. */
    private static final Map<String, Grant> BINDINGS = Map.of(
            ROLE,
            new Grant("system:k3s-controller", ROLE),
            "kube-apiserver-kubelet-admin",
            new Grant("kube-apiserver", "system:kubelet-api-admin"));

    /** What k3s's deploy controller marks its objects with; versions of k3s differ in the rules of the role. */
    private static final Map<String, String> DEPLOYED = Map.of(
            "objectset.rio.cattle.io/owner-gvk", "k3s.cattle.io/v1, Kind=Addon",
            "objectset.rio.cattle.io/owner-name", "rolebindings",
            "objectset.rio.cattle.io/owner-namespace", "kube-system");

    private static final Set<String> LABELS = Set.of("objectset.rio.cattle.io/hash");

    private record Grant(String user, String role) {}

    private K3sObjects() {}

    /**
     * {@return whether a custom resource is one of k3s's}
     *
     * @param group its API group
     * @param plural its name
     */
    public static boolean hasResource(String group, String plural) {
        return RESOURCES.getOrDefault(group, Set.of()).contains(plural);
    }

    /**
     * {@return the roles and bindings that are not k3s's own}
     *
     * @param policy all of a cluster
     */
    public static List<KubernetesObject> without(List<KubernetesObject> policy) {
        List<KubernetesObject> others =
                policy.stream().filter(object -> !isBinding(object)).toList();
        boolean isRoleBound = others.stream().anyMatch(K3sObjects::bindsRole);
        return isRoleBound
                ? others
                : others.stream().filter(object -> !isRole(object)).toList();
    }

    private static boolean isBinding(KubernetesObject object) {
        if (!(object instanceof V1ClusterRoleBinding binding)) {
            return false;
        }
        Grant own = BINDINGS.get(String.valueOf(binding.getMetadata().getName()));
        return own != null
                && binding.getRoleRef().getKind().equals("ClusterRole")
                && binding.getRoleRef().getName().equals(own.role())
                && isUser(binding.getSubjects(), own.user());
    }

    private static boolean isUser(@Nullable List<RbacV1Subject> subjects, String user) {
        return subjects != null
                && subjects.size() == 1
                && subjects.get(0).getKind().equals("User")
                && subjects.get(0).getName().equals(user);
    }

    /** Who deployed it is not proven by the annotations; that nobody is bound to it is what counts. */
    private static boolean isRole(KubernetesObject object) {
        if (!(object instanceof V1ClusterRole role)) {
            return false;
        }
        V1ObjectMeta metadata = role.getMetadata();
        return ROLE.equals(metadata.getName())
                && LABELS.containsAll(orEmpty(metadata.getLabels()).keySet())
                && orEmpty(metadata.getAnnotations()).entrySet().containsAll(DEPLOYED.entrySet());
    }

    private static boolean bindsRole(KubernetesObject object) {
        if (object instanceof V1ClusterRoleBinding binding) {
            return isReferred(
                    binding.getRoleRef().getKind(), binding.getRoleRef().getName());
        }
        return object instanceof V1RoleBinding binding
                && isReferred(
                        binding.getRoleRef().getKind(), binding.getRoleRef().getName());
    }

    private static boolean isReferred(String kind, String name) {
        return kind.equals("ClusterRole") && name.equals(ROLE);
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }
}

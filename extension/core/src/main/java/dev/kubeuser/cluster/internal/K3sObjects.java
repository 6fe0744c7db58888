// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects that k3s creates for itself, one by one, in the first half minute after it is ready. Code that lists
 * roles, bindings or resources leaves these objects out, so that the answer is the same at any time and on all kinds of
 * cluster.
 *
 * <p>Only an object that gives others nothing is k3s's own. An object with its name but other subjects, another role or
 * an aggregation label belongs to a user.
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
     * @param policy all of a cluster, each with its kind
     */
    public static List<JsonObject> without(List<JsonObject> policy) {
        List<JsonObject> others =
                policy.stream().filter(object -> !isBinding(object)).toList();
        boolean isRoleBound = others.stream().anyMatch(K3sObjects::bindsRole);
        return isRoleBound
                ? others
                : others.stream().filter(object -> !isRole(object)).toList();
    }

    private static boolean isBinding(JsonObject object) {
        Grant own = BINDINGS.get(name(object));
        return own != null
                && isOf(object, "ClusterRoleBinding")
                && isReferred(object, own.role())
                && isUser(Json.list(object, "subjects"), own.user());
    }

    private static boolean isUser(List<JsonElement> subjects, String user) {
        return subjects.size() == 1
                && Json.text(subjects.get(0), "kind").equals("User")
                && Json.text(subjects.get(0), "name").equals(user);
    }

    /** The annotations do not prove who deployed it; what matters is that no binding names it. */
    private static boolean isRole(JsonObject object) {
        JsonElement metadata = object.get("metadata");
        JsonObject annotations = Json.object(metadata, "annotations");
        return isOf(object, "ClusterRole")
                && name(object).equals(ROLE)
                && LABELS.containsAll(Json.object(metadata, "labels").keySet())
                && DEPLOYED.entrySet().stream()
                        .allMatch(deployed ->
                                Json.text(annotations, deployed.getKey()).equals(deployed.getValue()));
    }

    private static boolean bindsRole(JsonObject object) {
        return (isOf(object, "ClusterRoleBinding") || isOf(object, "RoleBinding")) && isReferred(object, ROLE);
    }

    private static boolean isReferred(JsonObject binding, String clusterRole) {
        JsonObject roleRef = Json.object(binding, "roleRef");
        return Json.text(roleRef, "kind").equals("ClusterRole")
                && Json.text(roleRef, "name").equals(clusterRole);
    }

    private static boolean isOf(JsonObject object, String kind) {
        return Json.text(object, "kind").equals(kind);
    }

    private static String name(JsonObject object) {
        return Json.text(object.get("metadata"), "name");
    }
}

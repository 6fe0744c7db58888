package dev.kubeuser.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
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

/** A policy that is written in few words, and the users whose escalation paths are searched in it. */
final class ShapedPolicy {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private final RbacPolicyBuilder policy;
    private final List<UserInfo> users = new ArrayList<>();

    /** Over the roles and bindings of a cluster. */
    ShapedPolicy(RbacPolicyBuilder defaults) {
        this.policy = defaults.copy();
    }

    static V1PolicyRule rule(String verbs, String apiGroup, String resources, String... names) {
        return new V1PolicyRule()
                .verbs(List.of(verbs.split(",")))
                .apiGroups(List.of(apiGroup))
                .resources(List.of(resources.split(",")))
                .resourceNames(names.length == 0 ? null : List.of(names));
    }

    static V1PolicyRule rbacRule(String verbs, String resources, String... names) {
        return rule(verbs, GROUP, resources, names);
    }

    static RbacV1Subject user(String name) {
        return new RbacV1Subject().apiGroup(GROUP).kind("User").name(name);
    }

    static RbacV1Subject group(String name) {
        return new RbacV1Subject().apiGroup(GROUP).kind("Group").name(name);
    }

    static RbacV1Subject account(String namespace) {
        return new RbacV1Subject().kind("ServiceAccount").namespace(namespace).name("robot");
    }

    /** Their ways are searched. */
    ShapedPolicy of(UserInfo user) {
        users.add(user);
        return this;
    }

    ShapedPolicy clusterRole(String name, V1PolicyRule... rules) {
        add(new V1ClusterRole().metadata(new V1ObjectMeta().name(name)).rules(List.of(rules)));
        return this;
    }

    /** Binds a ClusterRole in the whole cluster. */
    ShapedPolicy bind(String clusterRole, RbacV1Subject subject) {
        add(new V1ClusterRoleBinding()
                .metadata(new V1ObjectMeta().name(clusterRole + "-" + subject.getNamespace() + "-" + subject.getName()))
                .roleRef(roleRef("ClusterRole", clusterRole))
                .subjects(List.of(subject)));
        return this;
    }

    /** Binds a ClusterRole in a namespace. */
    ShapedPolicy bind(String namespace, String clusterRole, RbacV1Subject subject) {
        return bind(namespace, clusterRole + "-" + subject.getName(), roleRef("ClusterRole", clusterRole), subject);
    }

    /** Makes a Role with one rule and binds it. */
    ShapedPolicy allow(String namespace, V1PolicyRule rule, RbacV1Subject subject) {
        add(new V1Role()
                .metadata(new V1ObjectMeta().namespace(namespace).name("allowed"))
                .rules(List.of(rule)));
        return bind(namespace, "allowed", roleRef("Role", "allowed"), subject);
    }

    private ShapedPolicy bind(String namespace, String name, V1RoleRef role, RbacV1Subject subject) {
        add(new V1RoleBinding()
                .metadata(new V1ObjectMeta().namespace(namespace).name(name))
                .roleRef(role)
                .subjects(List.of(subject)));
        return this;
    }

    private void add(KubernetesObject object) {
        JsonObject json = JsonParser.parseString(JSON.serialize(object)).getAsJsonObject();
        json.addProperty("kind", object.getClass().getSimpleName().substring("V1".length()));
        policy.add(json);
    }

    private static V1RoleRef roleRef(String kind, String name) {
        return new V1RoleRef().apiGroup(GROUP).kind(kind).name(name);
    }

    RbacPolicy policy() {
        return policy.build();
    }

    List<UserInfo> users() {
        return users;
    }
}

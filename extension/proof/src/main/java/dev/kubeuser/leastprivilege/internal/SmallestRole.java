package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.coverage.internal.Permission;
import dev.kubeuser.rbac.RequestAttributes;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The Role of one namespace, or the ClusterRole, that allows certain requests with few rules, and nothing else. */
final class SmallestRole {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String VERSION = GROUP + "/v1";
    private static final Comparator<Permission> ORDER = Comparator.comparing(Permission::apiGroup)
            .thenComparing(Permission::resource)
            .thenComparing(Permission::resourceName)
            .thenComparing(Permission::nonResourceUrl)
            .thenComparing(Permission::verb);

    private final String namespace;
    private final Set<Permission> permissions = new TreeSet<>(ORDER);

    private SmallestRole(String namespace) {
        this.namespace = namespace;
    }

    /** Returns the roles that allow the requests, each with a binding. */
    static List<KubernetesObject> objects(Grantee grantee, Collection<RequestAttributes> requests) {
        Map<String, SmallestRole> roles = new TreeMap<>();
        requests.forEach(request -> roles.computeIfAbsent(request.namespace(), SmallestRole::new)
                .permissions
                .add(Permission.of(request)));
        SmallestRole everywhere = roles.getOrDefault("", new SmallestRole(""));
        roles.values().forEach(role -> role.leaveOut(everywhere));
        return roles.values().stream()
                .filter(role -> !role.permissions.isEmpty())
                .flatMap(role -> role.objects(grantee).stream())
                .toList();
    }

    /**
     * Leaves out permissions that another role grants in all namespaces, and those for single objects that are granted
     * for all.
     */
    private void leaveOut(SmallestRole everywhere) {
        permissions.removeIf(permission -> everywhere != this && everywhere.permissions.contains(permission));
        permissions.removeIf(permission -> !permission.resourceName().isEmpty()
                && (permissions.contains(permission.forAnyName())
                        || everywhere.permissions.contains(permission.forAnyName())));
    }

    private List<KubernetesObject> objects(Grantee grantee) {
        return namespace.isEmpty() ? clusterWide(grantee) : namespaced(grantee);
    }

    private List<KubernetesObject> clusterWide(Grantee grantee) {
        return List.of(
                new V1ClusterRole()
                        .apiVersion(VERSION)
                        .kind("ClusterRole")
                        .metadata(metadata(grantee))
                        .rules(rules()),
                new V1ClusterRoleBinding()
                        .apiVersion(VERSION)
                        .kind("ClusterRoleBinding")
                        .metadata(metadata(grantee))
                        .roleRef(reference("ClusterRole", grantee))
                        .subjects(List.of(grantee.subject())));
    }

    private List<KubernetesObject> namespaced(Grantee grantee) {
        return List.of(
                new V1Role()
                        .apiVersion(VERSION)
                        .kind("Role")
                        .metadata(metadata(grantee).namespace(namespace))
                        .rules(rules()),
                new V1RoleBinding()
                        .apiVersion(VERSION)
                        .kind("RoleBinding")
                        .metadata(metadata(grantee).namespace(namespace))
                        .roleRef(reference("Role", grantee))
                        .subjects(List.of(grantee.subject())));
    }

    /** Returns metadata without the empty maps that it begins with. */
    private static V1ObjectMeta metadata(Grantee grantee) {
        return new V1ObjectMeta().annotations(null).labels(null).name(grantee.roleName());
    }

    private static V1RoleRef reference(String kind, Grantee grantee) {
        return new V1RoleRef().apiGroup(GROUP).kind(kind).name(grantee.roleName());
    }

    private List<V1PolicyRule> rules() {
        List<Rule> rules = permissions.stream().map(Rule::of).toList();
        rules = merge(rules, Rule::verbs, Rule::withVerbs);
        rules = merge(rules, Rule::names, Rule::withNames);
        rules = merge(rules, Rule::resources, Rule::withResources);
        rules = merge(rules, Rule::urls, Rule::withUrls);
        return rules.stream().map(Rule::asObject).toList();
    }

    /** Merges rules that differ in one part only. */
    private static List<Rule> merge(
            List<Rule> rules, Function<Rule, Set<String>> part, BiFunction<Rule, Set<String>, Rule> withPart) {
        Map<Rule, Set<String>> merged = new LinkedHashMap<>();
        rules.forEach(rule -> merged.computeIfAbsent(withPart.apply(rule, Set.of()), unused -> new TreeSet<>())
                .addAll(part.apply(rule)));
        return merged.entrySet().stream()
                .map(entry -> withPart.apply(entry.getKey(), entry.getValue()))
                .toList();
    }

    private record Rule(
            String apiGroup, Set<String> resources, Set<String> names, Set<String> urls, Set<String> verbs) {

        static Rule of(Permission permission) {
            return new Rule(
                    permission.apiGroup(),
                    orNone(permission.resource()),
                    orNone(permission.resourceName()),
                    orNone(permission.nonResourceUrl()),
                    Set.of(permission.verb()));
        }

        private static Set<String> orNone(String text) {
            return text.isEmpty() ? Set.of() : Set.of(text);
        }

        Rule withVerbs(Set<String> others) {
            return new Rule(apiGroup, resources, names, urls, others);
        }

        Rule withNames(Set<String> others) {
            return new Rule(apiGroup, resources, others, urls, verbs);
        }

        Rule withResources(Set<String> others) {
            return new Rule(apiGroup, others, names, urls, verbs);
        }

        Rule withUrls(Set<String> others) {
            return new Rule(apiGroup, resources, names, others, verbs);
        }

        V1PolicyRule asObject() {
            V1PolicyRule rule = new V1PolicyRule().verbs(List.copyOf(verbs));
            if (!urls.isEmpty()) {
                return rule.nonResourceURLs(List.copyOf(urls));
            }
            rule.apiGroups(List.of(apiGroup)).resources(List.copyOf(resources));
            return names.isEmpty() ? rule : rule.resourceNames(List.copyOf(names));
        }
    }
}

package dev.kubeuser.mutants.internal;

import dev.kubeuser.mutants.MutationOperator;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.record.internal.PolicyObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The mutations of the rules of a Role or ClusterRole. */
final class RuleMutations {

    private static final String ALL = "*";

    private final PolicyObject target;
    private final List<Mutation> mutations = new ArrayList<>();

    private RuleMutations(PolicyObject target) {
        this.target = target;
    }

    static List<Mutation> of(PolicyObject target) {
        RuleMutations found = new RuleMutations(target);
        List<V1PolicyRule> rules = rules(target.object());
        for (int index = 0; index < rules.size(); index++) {
            found.addAll(index, rules.get(index));
        }
        return found.mutations;
    }

    private void addAll(int index, V1PolicyRule rule) {
        dropEach(MutationOperator.DROP_VERB, index, "verbs", "verb", V1PolicyRule::getVerbs, V1PolicyRule::setVerbs);
        dropEach(
                MutationOperator.DROP_RESOURCE,
                index,
                "resources",
                "resource",
                V1PolicyRule::getResources,
                V1PolicyRule::setResources);
        dropEach(
                MutationOperator.DROP_API_GROUP,
                index,
                "apiGroups",
                "API group",
                V1PolicyRule::getApiGroups,
                V1PolicyRule::setApiGroups);
        dropEach(
                MutationOperator.DROP_NON_RESOURCE_URL,
                index,
                "nonResourceURLs",
                "URL",
                V1PolicyRule::getNonResourceURLs,
                V1PolicyRule::setNonResourceURLs);
        dropEach(
                MutationOperator.DROP_RESOURCE_NAME,
                index,
                "resourceNames",
                "name",
                V1PolicyRule::getResourceNames,
                V1PolicyRule::setResourceNames);
        add(MutationOperator.DROP_RULE, index, path(index), "without " + words(index), rules -> rules.remove(index));
        if (!orEmpty(rule.getVerbs()).contains(ALL)) {
            edit(MutationOperator.WIDEN_VERBS, index, "verbs", "for all verbs", wide -> wide.setVerbs(List.of(ALL)));
        }
        List<String> resources = orEmpty(rule.getResources());
        if (!resources.isEmpty() && !resources.contains(ALL)) {
            edit(
                    MutationOperator.WIDEN_RESOURCES,
                    index,
                    "resources",
                    "for all resources",
                    wide -> wide.setResources(List.of(ALL)));
        }
        if (!orEmpty(rule.getResourceNames()).isEmpty()) {
            edit(
                    MutationOperator.DROP_RESOURCE_NAMES,
                    index,
                    "resourceNames",
                    "for objects of all names",
                    wide -> wide.setResourceNames(null));
        }
    }

    /** Drops each entry, unless it is the only one: that would drop the rule, which is a mutation of its own. */
    private void dropEach(
            MutationOperator operator,
            int rule,
            String list,
            String what,
            Function<V1PolicyRule, @Nullable List<String>> get,
            BiConsumer<V1PolicyRule, List<String>> set) {
        List<String> entries = orEmpty(get.apply(rules(target.object()).get(rule)));
        for (int index = 0; index < entries.size() && entries.size() > 1; index++) {
            int dropped = index;
            edit(
                    operator,
                    rule,
                    list + "[" + index + "]",
                    "without the " + what + " \"" + entries.get(index) + "\"",
                    changed -> {
                        List<String> fewer = new ArrayList<>(orEmpty(get.apply(changed)));
                        fewer.remove(dropped);
                        set.accept(changed, fewer);
                    });
        }
    }

    private void edit(MutationOperator operator, int index, String part, String what, Consumer<V1PolicyRule> change) {
        add(
                operator,
                index,
                path(index) + "." + part,
                words(index) + " " + what,
                rules -> change.accept(rules.get(index)));
    }

    private void add(
            MutationOperator operator, int rule, String path, String description, Consumer<List<V1PolicyRule>> change) {
        Origin origin = target.source().origin(path);
        mutations.add(new Mutation(
                operator,
                target,
                OptionalInt.of(rule),
                origin,
                description,
                (object, policy) -> List.of(changed(object, change))));
    }

    private static KubernetesObject changed(PolicyObject object, Consumer<List<V1PolicyRule>> change) {
        V1Role role = object.copyAs(V1Role.class);
        if (role != null) {
            change.accept(role.getRules());
            return role;
        }
        V1ClusterRole clusterRole = Objects.requireNonNull(object.copyAs(V1ClusterRole.class));
        change.accept(clusterRole.getRules());
        return clusterRole;
    }

    private static String words(int rule) {
        return "rule " + (rule + 1);
    }

    private static String path(int rule) {
        return "rules[" + rule + "]";
    }

    private static List<V1PolicyRule> rules(KubernetesObject object) {
        if (object instanceof V1Role role) {
            return orEmpty(role.getRules());
        }
        return object instanceof V1ClusterRole role ? orEmpty(role.getRules()) : List.of();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

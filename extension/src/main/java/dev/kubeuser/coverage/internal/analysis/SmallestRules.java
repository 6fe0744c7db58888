package dev.kubeuser.coverage.internal.analysis;

import io.kubernetes.client.openapi.models.V1PolicyRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Writes permissions as few rules, which allow these and no others. */
final class SmallestRules {

    static final Comparator<Permission> ORDER = Comparator.comparing(Permission::apiGroup)
            .thenComparing(Permission::resource)
            .thenComparing(Permission::resourceName)
            .thenComparing(Permission::nonResourceUrl)
            .thenComparing(Permission::verb);

    private SmallestRules() {}

    static List<V1PolicyRule> of(Collection<Permission> permissions) {
        List<Rule> rules = permissions.stream()
                .filter(permission ->
                        permission.resourceName().isEmpty() || !permissions.contains(permission.forAnyName()))
                .sorted(ORDER)
                .map(Rule::of)
                .toList();
        rules = merge(rules, Rule::verbs, Rule::withVerbs);
        rules = merge(rules, Rule::names, Rule::withNames);
        rules = merge(rules, Rule::resources, Rule::withResources);
        rules = merge(rules, Rule::urls, Rule::withUrls);
        return rules.stream().map(Rule::asObject).toList();
    }

    /** Makes one of those that differ in one part only. */
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

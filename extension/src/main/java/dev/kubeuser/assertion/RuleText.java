package dev.kubeuser.assertion;

import dev.kubeuser.rbac.RbacRule;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Words a rule as it stands in YAML.
 *
 * @param rule which
 */
record RuleText(RbacRule rule) {

    @Override
    public String toString() {
        StringBuilder yaml = new StringBuilder("{");
        append("apiGroups", rule.apiGroups(), yaml);
        append("resources", rule.resources(), yaml);
        append("resourceNames", rule.resourceNames(), yaml);
        append("nonResourceURLs", rule.nonResourceUrls(), yaml);
        append("verbs", rule.verbs(), yaml);
        return yaml.append('}').toString();
    }

    private static void append(String key, List<String> values, StringBuilder yaml) {
        if (!values.isEmpty()) {
            yaml.append(yaml.length() == 1 ? "" : ", ").append(key).append(": ").append(list(values));
        }
    }

    private static String list(List<String> values) {
        return values.stream()
                .map(value -> value.isEmpty() ? "\"\"" : value)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
